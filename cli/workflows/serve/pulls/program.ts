import { runChatops } from "../../../adapters/chatops-process.ts";
import { type EventLog, openEventLog } from "../../../adapters/event-log.ts";
import type { AnyResult } from "../../../results/all.ts";
import { exitCodeOf } from "../../../results/exit-code.ts";
import type { Place } from "../places.ts";
import { counts, eventIn } from "../told.ts";

export interface Previewing {
  place: Place;
  /** All that the program gets: nothing of the project's own. */
  env: NodeJS.ProcessEnv;
  /** Folder of chatops.yaml. */
  project: string;
  signal: AbortSignal;
  logBytes: number;
}

export interface Ended {
  exitCode: number | undefined;
  result: AnyResult | undefined;
  /** What went wrong, in a line. */
  message: string | undefined;
}

/** Runs `chatops preview …` as a program, and keeps what it tells if a file is named. */
export async function runPreview(args: string[], previewing: Previewing, file?: string): Promise<Ended> {
  const { place, env, project, signal, logBytes } = previewing;
  const log: EventLog | undefined = file === undefined ? undefined : await openEventLog(file, logBytes);
  const ended: Ended = { exitCode: undefined, result: undefined, message: undefined };
  const onLine = (line: string) => {
    const shown = place.mask.redact(line);
    const event = eventIn(shown);
    log?.write(event ? shown : JSON.stringify({ type: "output", text: shown }), counts(event));
    if (event?.type === "error") ended.message = event.message;
    if (event?.type === "result") ended.result = event.result as AnyResult;
  };
  try {
    ended.exitCode = await runChatops(["preview", ...args, "--yes", "--json", "--cwd", project], {
      env,
      onLine,
      signal,
    });
  } finally {
    await log?.close();
  }
  const { result } = ended;
  if (result?.kind === "Preview" && exitCodeOf(result) !== 0) ended.message = causeIn(result);
  return ended;
}

const causeIn = ({ promotion }: Extract<AnyResult, { kind: "Preview" }>): string =>
  promotion.outcome === "failed" ? promotion.verdict.cause : "it is not healthy";
