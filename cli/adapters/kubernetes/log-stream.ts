import { PassThrough, type Readable } from "node:stream";
import { finished } from "node:stream/promises";
import { splitLines } from "../../../lib/line-splitter.ts";
import type { Cluster } from "./cluster.ts";
import { asFailure } from "./errors.ts";

export interface LogWanted {
  /** Of the instance before the one that runs. */
  previous?: boolean;
  /** Whether it goes on as long as the container runs. */
  follow?: boolean;
  /** How many of its last lines; all without it. */
  tail?: number | undefined;
  /** Those since then, ISO 8601. */
  since?: string | undefined;
}

/** A container of a pod. */
export interface LoggedContainer {
  pod: string;
  container: string;
}

/** Reads a container's log line by line, each of them behind its time, until it ends or the signal is aborted. */
export async function streamLog(
  { config, namespace }: Cluster,
  { pod, container }: LoggedContainer,
  { previous = false, follow = false, tail, since }: LogWanted,
  onLine: (line: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const { Log } = await import("./client.ts");
  const output = new PassThrough();
  // The client leaves its end of the connection alone with its errors.
  output.once("pipe", (source: Readable) => source.once("error", (error) => output.destroy(error)));
  const lines = splitLines(onLine);
  output.on("data", (chunk: Buffer) => lines.write(chunk));
  const options = {
    previous,
    follow,
    timestamps: true,
    ...(tail !== undefined && { tailLines: tail }),
    ...(since !== undefined && { sinceTime: since }),
  };
  try {
    const request = await new Log(config).log(namespace, pod, container, output, options);
    const stop = () => request.abort();
    signal.addEventListener("abort", stop, { once: true });
    if (signal.aborted) stop();
    await finished(output).finally(() => signal.removeEventListener("abort", stop));
    lines.end();
  } catch (error) {
    signal.throwIfAborted();
    throw asFailure(error, `read the log of ${pod} in namespace ${namespace}`);
  }
}
