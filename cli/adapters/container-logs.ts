import { PassThrough } from "node:stream";
import { finished } from "node:stream/promises";
import type Engine from "dockerode";
import { splitLines } from "../../lib/line-splitter.ts";
import { maskSecretsOf } from "../../lib/secrets.ts";
import { linesOf } from "../domain/rollout/log-frames.ts";

export interface ContainerLogWanted {
  /** Whether it goes on as long as the container runs. */
  follow?: boolean;
  /** How many of its last lines; all without it. */
  tail?: number | undefined;
  /** Those since then, ISO 8601. */
  since?: string | undefined;
  /** Those before then, ISO 8601. */
  until?: string | undefined;
}

/** As the engine reads times. */
const seconds = (at: string) => String(Date.parse(at) / 1_000);

/** Reads a container's log line by line, each of them behind its time, until it ends or the signal is aborted. */
export async function streamContainerLog(
  engine: Engine,
  id: string,
  { follow = false, tail, since, until }: ContainerLogWanted,
  onLine: (line: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const container = engine.getContainer(id);
  const wanted = {
    stdout: true,
    stderr: true,
    timestamps: true,
    ...(tail !== undefined && { tail }),
    ...(since !== undefined && { since: seconds(since) }),
    ...(until !== undefined && { until: seconds(until) }),
    abortSignal: signal,
  };
  if (follow) return forward(engine, await container.logs({ ...wanted, follow }), onLine);
  const log = await container.logs({ ...wanted, follow });
  for (const line of linesOf(log, Number.MAX_SAFE_INTEGER)) onLine(line);
}

/** Each of the two outputs has lines of its own. */
async function forward(engine: Engine, source: NodeJS.ReadableStream, onLine: (line: string) => void): Promise<void> {
  const outputs = [new PassThrough(), new PassThrough()] as const;
  for (const output of outputs) {
    const lines = splitLines(onLine);
    output.on("data", (chunk: Buffer) => lines.write(chunk));
    output.on("end", lines.end);
  }
  engine.modem.demuxStream(source, ...outputs);
  await finished(source, { writable: false });
  for (const output of outputs) output.end();
  await Promise.all(outputs.map((output) => finished(output)));
}

/** Masks what the variables of a container call secret; one that is gone has none. */
export async function hideSecretsOfContainer(engine: Engine, id: string): Promise<void> {
  const { Config } = await engine
    .getContainer(id)
    .inspect()
    .catch(() => ({ Config: undefined }));
  const variables = (Config?.Env ?? []).map((variable) => variable.split(/=(.*)/s).slice(0, 2));
  maskSecretsOf(Object.fromEntries(variables));
}
