import { mkdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { errorOf, type Ran } from "../chatops/built-chatops.ts";
import { wentTo } from "./run-checks.ts";
import type { Fault } from "./sweep-plan.ts";
import type { Next } from "./sweep-target.ts";

/** One run of a sweep. */
export interface Row {
  next: string;
  /** `API server 12, 429`; `none` where nothing was to fail. */
  fault: string;
  /** What failed; undefined where the run ended without it. */
  struck: string | undefined;
  exitCode: number | null;
  said: string;
  seconds: number;
  problems: string[];
}

interface Run {
  next: Next;
  fault: Fault | undefined;
  struck: string | undefined;
  ran: Ran;
  seconds: number;
  problems: string[];
}

export const rowOf = ({ next, fault, struck, ran, seconds, problems }: Run): Row => ({
  next: next.title,
  fault: fault ? `${fault.weakness.name} ${fault.nth}, ${fault.way}` : "none",
  struck,
  exitCode: ran.exitCode,
  said: saidBy(ran),
  seconds,
  problems,
});

const longest = 240;
const cell = (text: string) => text.replaceAll("\n", " ").replaceAll("|", "\\|").slice(0, longest);

/** One line of the table. */
export const lineOf = ({ next, fault, struck, exitCode, said, seconds, problems }: Row): string => {
  const cells = [next, fault, struck ?? "", `${exitCode}: ${said}`, seconds.toFixed(1), problems.join("; ") || "none"];
  return `| ${cells.map(cell).join(" | ")} |`;
};

/** Writes all rows as a table, in the folder that CHATOPS_TEST_TABLES names, and returns its path. */
export function writeTable(name: string, rows: Row[]): string {
  const folder = process.env.CHATOPS_TEST_TABLES ?? join(tmpdir(), "chatops-tables");
  mkdirSync(folder, { recursive: true });
  const head = ["next version", "fault", "what failed", "exit code and result", "seconds", "problems"];
  const file = join(folder, `${name}.md`);
  const lines = [`| ${head.join(" | ")} |`, `|${" --- |".repeat(head.length)}`, ...rows.map(lineOf)];
  writeFileSync(file, `${lines.join("\n")}\n`);
  return file;
}

/** How many runs there were of each next version, how they ended, and how long they took. */
export function summaryOf(rows: Row[]): string[] {
  const titles = [...new Set(rows.map(({ next }) => next))];
  return titles.map((title) => {
    const runs = rows.filter(({ next }) => next === title);
    const codes = Map.groupBy(runs, ({ exitCode }) => exitCode);
    const ends = [...codes].map(([code, { length }]) => `${length} with ${code}`).join(", ");
    const seconds = runs.reduce((sum, run) => sum + run.seconds, 0) / runs.length;
    const bad = runs.filter(({ problems }) => problems.length > 0).length;
    return `${title}: ${runs.length} runs (${ends}), ${seconds.toFixed(1)} s on average, ${bad} with problems`;
  });
}

/** What a run said in the end, in a few words. */
export function saidBy(ran: Ran): string {
  const { outcome, verdict } = ran.result ?? {};
  const target = wentTo(ran);
  if (!outcome) return errorOf(ran)?.message ?? "nothing";
  const back = target ? `, back to ${target}` : "";
  return `${outcome}${verdict ? `: ${verdict.cause}` : ""}${back}`;
}
