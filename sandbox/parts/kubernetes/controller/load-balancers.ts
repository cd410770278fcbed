import {
  CoreV1Api,
  DiscoveryV1Api,
  type KubeConfig,
  PatchStrategy,
  setHeaderOptions,
  type V1Service,
} from "@kubernetes/client-node";
import { run } from "../../../../lib/processes.ts";
import type { ClusterNetwork } from "../layout.ts";
import { type Assignment, assign, placesOf } from "./addresses.ts";

/** Gives Services of type LoadBalancer addresses that the machine reaches. Resolves to one look at all of them. */
export function balanceLoad(config: KubeConfig, network: ClusterNetwork): () => Promise<void> {
  const core = config.makeApiClient(CoreV1Api);
  const discovery = config.makeApiClient(DiscoveryV1Api);
  const addresses = Array.from({ length: 250 }, (_, index) =>
    network.loadBalancers.replace(/\d+\/24$/, `${index + 1}`),
  );
  let routes = new Map<string, string>();
  return async () => {
    const { items } = await core.listServiceForAllNamespaces();
    for (const assignment of assign(items, addresses)) await write(core, assignment);
    const slices = items.some(isLocal) ? (await discovery.listEndpointSliceForAllNamespaces()).items : [];
    routes = await lead(network, routes, placesOf(items, slices));
  };
}

const isLocal = ({ spec }: V1Service) => spec?.externalTrafficPolicy === "Local";

async function write(core: CoreV1Api, { service, address }: Assignment): Promise<void> {
  const { name = "", namespace = "" } = service.metadata ?? {};
  const body = { status: { loadBalancer: { ingress: address ? [{ ip: address }] : null } } };
  const options = setHeaderOptions("Content-Type", PatchStrategy.MergePatch);
  await core.patchNamespacedServiceStatus({ name, namespace, body }, options);
  console.log(`${namespace}/${name}: ${address ?? "none"}`);
}

/** Leads the machine to the right node, where one is better than the others. */
async function lead(
  { nodes }: ClusterNetwork,
  before: Map<string, string>,
  places: Map<string, string>,
): Promise<Map<string, string>> {
  for (const address of before.keys()) {
    if (!places.has(address)) await run("ip", ["route", "delete", address]).catch(() => undefined);
  }
  for (const [address, place] of places) {
    const node = nodes.find(({ name }) => name === place);
    if (node && before.get(address) !== place) await run("ip", ["route", "replace", address, "via", node.address]);
  }
  return places;
}
