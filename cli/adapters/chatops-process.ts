import { splitLines } from "../../lib/line-splitter.ts";
import { openProgram } from "../../lib/open-program.ts";
import { programFile } from "../core/package.ts";

export interface ChatopsRun {
  /** All that it gets; nothing of this process's own. */
  env: NodeJS.ProcessEnv;
  /** Called with each line of what it tells, and whether that is part of its answer. Without it, it tells where this process does. */
  onLine?: (line: string, isAnswer: boolean) => void;
  /** Ends it in order; what does not end so is killed. */
  signal: AbortSignal;
}

/** Longer than a run takes that is stopped. */
const orderlyMs = 6_000;

/** Runs this same chatops as a process of its own. Answers its exit code; undefined if a signal ended it. */
export async function runChatops(args: string[], { env, onLine, signal }: ChatopsRun): Promise<number | undefined> {
  const child = await openProgram(process.execPath, [programFile, ...args], env, onLine ? "pipe" : "inherit");
  for (const stream of [child.stdout, child.stderr]) {
    const lines = splitLines((line) => onLine?.(line, stream === child.stdout));
    stream?.on("data", lines.write).once("end", lines.end);
  }
  let killing: NodeJS.Timeout | undefined;
  const stop = () => {
    child.kill("SIGTERM");
    killing = setTimeout(() => child.kill("SIGKILL"), orderlyMs).unref();
  };
  const ended = new Promise<number | undefined>((resolve) => {
    child.once("close", (code: number | null) => resolve(code ?? undefined));
  });
  if (signal.aborted) stop();
  signal.addEventListener("abort", stop, { once: true });
  try {
    return await ended;
  } finally {
    signal.removeEventListener("abort", stop);
    clearTimeout(killing);
  }
}
