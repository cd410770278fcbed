import { createInterface } from "node:readline";
import type { Prompt } from "../core/session.ts";

/** Opens the terminal for questions. One reader serves them all, so that what is typed ahead is not lost. */
export function openPrompt(signal: AbortSignal): Prompt {
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
