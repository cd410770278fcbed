import type { ComposeContainer } from "../rollout/compose-rollout.ts";
import type { ComposeModel } from "./compose-model.ts";

/** A network that a container is to be in, by its name on the engine, and what it is called there. */
interface Joining {
  network: string;
  container: string;
  aliases: string[];
  ipv4: string | undefined;
  ipv6: string | undefined;
}

interface Joined {
  aliases?: string[];
  ipv4_address?: string;
  ipv6_address?: string;
}

/**
 * The networks that containers of a project were cut off from: Compose takes them out of one that it makes anew, and if it ends
 * there it starts them without any, or not at all.
 */
export function joiningsOf(
  { services = {}, networks = {} }: ComposeModel,
  containers: readonly Pick<ComposeContainer, "id" | "name" | "service" | "lostNetwork">[],
): Joining[] {
  const known = networks as Record<string, { name?: string } | null>;
  return containers.flatMap(({ id, name, service, lostNetwork }) => {
    const asked = (services[service]?.networks ?? {}) as Record<string, Joined | null>;
    if (lostNetwork === undefined || !Object.hasOwn(services, service)) return [];
    return Object.entries(asked).map(([key, joined]) => ({
      network: known[key]?.name ?? key,
      container: id,
      aliases: [...new Set([service, name, ...(joined?.aliases ?? [])])],
      ipv4: joined?.ipv4_address,
      ipv6: joined?.ipv6_address,
    }));
  });
}
