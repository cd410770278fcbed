import { createInterface } from "node:readline";

/** A person at the terminal. */
export interface Terminal {
  /** The line that is typed; undefined where the input ends (Ctrl-D). */
  ask(question: string): Promise<string | undefined>;
  close(): void;
}

/** Opens the terminal for questions. One reader serves them all, so that what is typed ahead is not lost. */
export function openTerminal(signal: AbortSignal): Terminal {
  const reader = createInterface({ input: process.stdin, output: process.stderr });
  const lines = reader[Symbol.asyncIterator]();
  // readline takes Ctrl-C for itself while it reads.
  reader.on("SIGINT", () => process.kill(process.pid, "SIGINT"));
  signal.addEventListener("abort", () => reader.close(), { once: true });
  return {
    async ask(question) {
      signal.throwIfAborted();
      process.stderr.write(question);
      const { value, done } = await lines.next();
      signal.throwIfAborted();
      return done ? undefined : value;
    },
    close: () => reader.close(),
  };
}
