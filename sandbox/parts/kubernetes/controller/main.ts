import { setTimeout as sleep } from "node:timers/promises";
import { KubeConfig } from "@kubernetes/client-node";
import { messageOf } from "../../../../lib/errors.ts";
import { sandboxPaths } from "../../../paths.ts";
import { kubeconfigOf, volumesFolder } from "../layout.ts";
import { rememberedNetwork } from "../network.ts";
import { balanceLoad } from "./load-balancers.ts";
import { provideVolumes } from "./volumes.ts";

// What a cloud's controllers do for their clusters: addresses for Services, volumes for claims. Looking every few seconds, instead of
// being told, needs no memory that could be wrong.
const interval = 3000;

const paths = sandboxPaths();
const network = rememberedNetwork(paths);
if (!network) throw new Error("There is no cluster");
const config = new KubeConfig();
config.loadFromFile(kubeconfigOf(paths, "admin"));
const tasks = [balanceLoad(config, network), provideVolumes(config, volumesFolder(paths))];

for (let last = ""; ; await sleep(interval)) {
  const results = await Promise.allSettled(tasks.map((task) => task()));
  // The API server may be away for long: said once.
  const failures = results.flatMap((result) => (result.status === "rejected" ? [messageOf(result.reason)] : []));
  const message = failures.join("\n");
  if (message && message !== last) console.error(message);
  last = message;
}
