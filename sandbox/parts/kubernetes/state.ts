import { answersHttps } from "../../http.ts";
import type { Paths } from "../../paths.ts";
import { versions } from "../../versions.ts";
import type { PartState } from "../part.ts";
import { isNodeUp } from "./agents.ts";
import { controlPlaneOf, serverOf } from "./layout.ts";
import { rememberedNetwork } from "./network.ts";

/** The cluster and its nodes, once there is one. */
export async function clusterState(paths: Paths): Promise<PartState[]> {
  const network = rememberedNetwork(paths);
  if (!network) return [];
  const address = serverOf(controlPlaneOf(network));
  const common = { version: versions.kubernetes, origin: "built" };
  return [
    { name: "kubernetes", ...common, address, running: await answersHttps(`${address}/readyz`, 200) },
    ...network.nodes.map((node) => ({
      name: `node ${node.name}`,
      ...common,
      address: node.address,
      running: isNodeUp(paths, network.bridge, node),
    })),
  ];
}
