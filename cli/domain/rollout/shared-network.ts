import type { ComposeContainer } from "./compose-rollout.ts";

/**
 * The containers with what those have of it whose network is another one's, as by `network_mode: service:proxy`: they are reached
 * at that one's ports, until it is started again without them. Its network is a new one then, and they stay in the old one.
 */
export function withSharedNetworks(containers: readonly ComposeContainer[]): ComposeContainer[] {
  const byId = new Map(containers.map((container) => [container.id, container]));
  return containers.map((container) => {
    const owner = byId.get(container.networkOf ?? "");
    if (!owner) return container;
    const { published, onlyThere } = owner;
    const isCutOff = container.status === "running" && Date.parse(owner.startedAt) > Date.parse(container.startedAt);
    return { ...container, published, onlyThere, ...(isCutOff && { lostNetwork: `that of ${owner.name}` }) };
  });
}
