import { createInterface } from "node:readline/promises";
import type { Work } from "../index.ts";

/** Says what is going to be installed and built, and asks, where somebody can answer. */
export async function confirmWork(work: Work[]): Promise<boolean> {
  console.log("This machine lacks some parts, which are made once and kept; some of that goes side by side:");
  for (const { title, seconds } of work) console.log(`  ${title} (about ${seconds} s)`);
  if (!process.stdin.isTTY || !process.stdout.isTTY || process.env.CI) return true;
  const question = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await question.question("Go on? [Y/n] ");
  question.close();
  return !/^n/i.test(answer.trim());
}
