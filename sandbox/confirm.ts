import { createInterface } from "node:readline/promises";
import type { SetupStep } from "./setup-step.ts";

/** Says what is going to be installed and built, and asks, where somebody can answer. */
export async function confirmSetup(steps: SetupStep[], say: (line: string) => void): Promise<boolean> {
  say("This machine lacks some parts, which are made once and kept; some of that goes side by side:");
  for (const { title, seconds } of steps) say(`  ${title} (about ${seconds} s)`);
  return confirm("Go on?");
}

/** Yes without a terminal: there is nobody to ask. */
export async function confirm(question: string): Promise<boolean> {
  if (!process.stdin.isTTY || !process.stderr.isTTY || process.env.CI) return true;
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await terminal.question(`${question} [Y/n] `);
  terminal.close();
  return !/^n/i.test(answer.trim());
}
