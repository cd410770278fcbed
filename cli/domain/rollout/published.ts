interface Binding {
  HostIp: string;
  HostPort: string;
}

/** What the engine says of a container's ports. */
type Ports = Readonly<Record<string, readonly Binding[] | null | undefined>>;

/** Where a container's ports are published. */
export interface Published {
  /** As `localhost:8080`, with the name of the engine's machine, or with the address that they are bound to. */
  published: string[];
  /** What only programs on the engine's own machine reach, as `127.0.0.1:8080`, if that is another one than this. */
  onlyThere: string[];
}

/** Where the ports of a container are reached from this machine, if its engine is on `machine`; undefined: on this one. */
export function addressesOf(ports: Ports | undefined, machine: string | undefined): Published {
  const bindings = Object.values(ports ?? {}).flatMap((each) => withoutTwins(each ?? []));
  const bound = bindings.filter(({ HostPort }) => Number(HostPort) > 0);
  const isThere = ({ HostIp }: Binding) => machine !== undefined && isLoopback(HostIp);
  const reached = bound.filter((binding) => !isThere(binding)).map((binding) => addressOf(binding, machine));
  const onlyThere = bound.filter(isThere).map(({ HostIp, HostPort }) => `${bracketed(HostIp)}:${HostPort}`);
  return { published: [...new Set(reached)], onlyThere: [...new Set(onlyThere)] };
}

/** A port that the engine chose may be another one in IPv6: a name leads to both protocols, and every client has the older one. */
const withoutTwins = (bindings: readonly Binding[]): Binding[] =>
  bindings.filter(({ HostIp }) => !bindings.some((other) => other.HostIp === twins[HostIp]));

const twins: Readonly<Record<string, string>> = { "::": "0.0.0.0", "::1": "127.0.0.1" };

const everywhere = ["", "0.0.0.0", "::"];
const usual = ["127.0.0.1", "::1"];

const isLoopback = (address: string): boolean => address.startsWith("127.") || address === "::1";

function addressOf({ HostIp, HostPort }: Binding, machine: string | undefined): string {
  if (everywhere.includes(HostIp)) return `${machine ?? "localhost"}:${HostPort}`;
  return usual.includes(HostIp) ? `localhost:${HostPort}` : `${bracketed(HostIp)}:${HostPort}`;
}

const bracketed = (address: string): string => (address.includes(":") ? `[${address}]` : address);
