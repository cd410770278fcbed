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

/** One that is started and loaded, and does nothing before it is let go. */
export interface WaitingChatops {
  /** Answers its exit code; undefined if a signal ended it. */
  begin(): Promise<number | undefined>;
  /** It is not needed: it ends without a word. What was let go is not touched. */
  forgo(): void;
}

/** Longer than a run takes that is stopped. */
const orderlyMs = 6_000;

/** Runs this same chatops as a process of its own. Answers its exit code; undefined if a signal ended it. */
export async function runChatops(args: string[], run: ChatopsRun): Promise<number | undefined> {
  return (await start(args, run)).ended;
}

/** Starts it ahead of its time: while something else is waited for, Node and the program are loaded. */
export function prepareChatops(args: string[], run: ChatopsRun): WaitingChatops {
  const starting = start([...args, "--begin-on-input"], run);
  // Whoever lets it go hears of that.
  starting.catch(() => {});
  let hasBegun = false;
  return {
    async begin() {
      hasBegun = true;
      const { child, ended } = await starting;
      child.stdin?.write("begin\n");
      return ended;
    },
    forgo() {
      if (!hasBegun) starting.then(({ child }) => child.stdin?.end()).catch(() => {});
    },
  };
}

async function start(args: string[], { env, onLine, signal }: ChatopsRun) {
  const child = await openProgram(process.execPath, [programFile, ...args], env, onLine ? "pipe" : "inherit");
  // One that was killed takes no word, and its end is told otherwise.
  child.stdin?.on("error", () => {});
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
    child.once("close", (code: number | null) => {
      signal.removeEventListener("abort", stop);
      clearTimeout(killing);
      resolve(code ?? undefined);
    });
  });
  if (signal.aborted) stop();
  else signal.addEventListener("abort", stop, { once: true });
  return { child, ended };
}
