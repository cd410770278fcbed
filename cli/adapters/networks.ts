import type Docker from "dockerode";
import { composeLabels } from "../domain/deployment/compose.ts";

/** A network of a Compose project, and who else is in it. */
interface SharedNetwork {
  name: string;
  /** Names of containers that are not of the project's services. */
  guests: string[];
}

/** The networks of a Compose project that containers of others are in, such as a proxy in front of it; `isOwn` tells by their labels. */
export async function sharedNetworks(
  engine: Docker,
  project: string,
  isOwn: (labels: Record<string, string>) => boolean,
): Promise<SharedNetwork[]> {
  const ofProject = `${composeLabels.project}=${project}`;
  const [networks, own] = await Promise.all([
    engine.listNetworks({ filters: { label: [ofProject] } }),
    engine.listContainers({ filters: { label: [ofProject, `${composeLabels.oneOff}=False`] } }),
  ]);
  const ids = new Set(own.flatMap(({ Id, Labels }) => (isOwn(Labels) ? [Id] : [])));
  const looked = networks.map(async ({ Id, Name }) => {
    const { Containers = {} } = (await engine.getNetwork(Id).inspect()) as NetworkInside;
    const guests = Object.entries(Containers ?? {}).filter(([id]) => !ids.has(id));
    return { name: Name, guests: guests.map(([, { Name: guest }]) => guest).sort() };
  });
  return (await Promise.all(looked)).filter(({ guests }) => guests.length > 0);
}

interface NetworkInside {
  Containers?: Record<string, { Name: string }> | null;
}

/** How a container is found in a network. */
interface Place {
  aliases: readonly string[];
  ipv4: string | undefined;
  ipv6: string | undefined;
}

/** Puts a container into a network; one that is not there, or that it is in already, is no error. */
export async function joinNetwork(
  engine: Docker,
  network: string,
  container: string,
  { aliases, ipv4, ipv6 }: Place,
): Promise<void> {
  const addresses = { ...(ipv4 && { IPv4Address: ipv4 }), ...(ipv6 && { IPv6Address: ipv6 }) };
  const EndpointConfig = { Aliases: [...aliases], ...((ipv4 || ipv6) && { IPAMConfig: addresses }) };
  try {
    await engine.getNetwork(network).connect({ Container: container, EndpointConfig });
  } catch (error) {
    if (![403, 404].includes((error as { statusCode?: number }).statusCode ?? 0)) throw error;
  }
}
