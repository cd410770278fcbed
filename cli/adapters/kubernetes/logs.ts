import { lastLines, logOf } from "../../../lib/foreign-text.ts";
import type { Cluster } from "./cluster.ts";

const mostLines = 50;
/** The node keeps a long line in pieces of 16 KiB and counts each of them as a line. */
const morePieces = 1_000;
const longText = 256 * 1024;
const fewLines = 3;
/** More than the pieces can be on any node that cuts lines. */
const mostBytes = 32 * 2 ** 20;

/** A node answers so, as if it were the log, once it has removed the container. */
const isGone = /^unable to retrieve container logs for /;

interface Which {
  namespace: string;
  pod: string;
  container: string;
  previous: boolean;
}

/** The last lines of a container's output, of the instance before it where `previous`; none where there is no log. */
export async function readLog(cluster: Cluster, which: Which): Promise<string[]> {
  const text = await readEnd(cluster, which, mostLines);
  const lines = logOf(lastLines(text, mostLines));
  if (text.length < longText || lines.length > fewLines) return lines;
  // One long line stands there: what was said before it may matter more. By now the container may be gone.
  const more = logOf(lastLines(await readEnd(cluster, which, morePieces), mostLines));
  return more.length > lines.length ? more : lines;
}

async function readEnd({ core }: Cluster, { pod, ...which }: Which, tailLines: number): Promise<string> {
  const request = { name: pod, ...which, tailLines, limitBytes: mostBytes };
  // It has none yet or any more, or we may not read it: what else is seen has to do.
  const text = await core.readNamespacedPodLog(request).catch(() => "");
  return isGone.test(text) ? "" : text;
}
