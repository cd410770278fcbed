import { withoutControls } from "../../core/secrets.ts";
import type { Cluster } from "./cluster.ts";

const lastLines = 50;

/** The last lines of a container's output, of the instance before it where `previous`; none where there is no log. */
export async function readLog(
  { core, namespace }: Cluster,
  { pod, container, previous }: { pod: string; container: string; previous: boolean },
): Promise<string[]> {
  const request = { namespace, name: pod, container, previous, tailLines: lastLines };
  // It has none yet or any more, or we may not read it: what else is seen has to do.
  const text = await core.readNamespacedPodLog(request).catch(() => "");
  const lines = text.split("\n").map(withoutControls);
  return lines.filter((line) => line.trim() !== "");
}
