import type { Facts } from "../packs/pack.ts";
import type { Member } from "./member.ts";

/**
 * What works on a queue or by a clock runs beside one of several services of the same folder, and beside none if one of them runs
 * nothing else: a clock that ticks twice does everything twice. One of them brings the data to a version.
 */
export function runOnce(members: readonly Member[]): Member[] {
  const taken = new Set<string>();
  return members.map((member) => {
    const { context } = member.build;
    const { processes, evidence } = member.facts;
    if (!processes) return member;
    const starts = members
      .filter(({ build }) => build.context === context)
      .flatMap(({ facts }) => startOf(facts) ?? []);
    const isApart = (command: string) =>
      taken.has(`${context} ${command}`) || starts.some((start) => isSame(start, command));
    const workers = processes.workers.filter(({ value }) => !isApart(value));
    const isDone = processes.migration !== undefined && taken.has(`${context} ${processes.migration.value}`);
    const migration = isDone ? undefined : processes.migration;
    const left = evidence.filter(({ what, value = "" }) =>
      what === "migration" ? !isDone : !/^worker\b/.test(what) || !isApart(value),
    );
    for (const { value } of [...workers, ...(migration ? [migration] : [])]) taken.add(`${context} ${value}`);
    return { ...member, facts: { ...member.facts, processes: { ...processes, migration, workers }, evidence: left } };
  });
}

const startOf = ({ evidence }: Facts): string | undefined => evidence.find(({ what }) => what === "start")?.value;

/** The program and what it is told to do, whatever the options: a worker of Celery may tick as well (`-B`). */
function isSame(start: string, command: string): boolean {
  const words = start.split(/\s+/);
  const [program = "", ...told] = plainWords(command);
  const last = told.at(-1) ?? program;
  return words.includes(program) && (words.includes(last) || (last === "beat" && words.includes("-B")));
}

/** Without options and their values; some are told of the worker alone, as in `--app shop worker`. */
const plainWords = (command: string): string[] =>
  command
    .split(/\s+/)
    .filter((word, index, all) => !word.startsWith("-") && !/^-[\w-]{1,40}$/.test(all[index - 1] ?? ""))
    .map((word) => word.replace(/^['"]|['"]$/g, ""));
