import { lastLines, logOf } from "../../core/foreign-text.ts";
import type { Cluster } from "./cluster.ts";

const mostLines = 50;
/** The node keeps a long line in pieces of 16 KiB and counts each of them as a line. */
const morePieces = 1_000;
const longText = 256 * 1024;
const fewLines = 10;
/** More than the pieces can be on any node that cuts lines. */
const mostBytes = 32 * 2 ** 20;

interface Which {
  pod: string;
  container: string;
  previous: boolean;
}

/** The last lines of a container's output, of the instance before it where `previous`; none where there is no log. */
export async function readLog(cluster: Cluster, which: Which): Promise<string[]> {
  const text = await readEnd(cluster, which, mostLines);
  const lines = logOf(lastLines(text, mostLines));
  if (text.length < longText || lines.length >= fewLines) return lines;
  // One long line stands there: what was said before it may matter more.
  return logOf(lastLines(await readEnd(cluster, which, morePieces), mostLines));
}

const readEnd = ({ core, namespace }: Cluster, { pod, container, previous }: Which, tailLines: number) =>
  core
    .readNamespacedPodLog({ namespace, name: pod, container, previous, tailLines, limitBytes: mostBytes })
    // It has none yet or any more, or we may not read it: what else is seen has to do.
    .catch(() => "");
