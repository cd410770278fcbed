import type { ImportedFile, ImportResult } from "../results/import.ts";
import { evidenceLines, fileLine } from "./promotion.ts";

type Action = ImportedFile["action"];

const done: Readonly<Record<Action, string>> = {
  create: "created",
  update: "updated",
  remove: "removed",
  conflict: "left alone (conflict)",
  keep: "kept",
};
const planned: typeof done = {
  ...done,
  create: "to create",
  update: "to update",
  remove: "to remove",
  keep: "to keep",
};

/** What a person reads at the end of an import; its plan was told on the way. */
export function importLines(result: ImportResult): string[] {
  const { files, folder, isRepository, dryRun } = result;
  const differences = files.flatMap(({ diff }) => diff ?? []);
  // Alone, so that Git can be given it.
  if (differences.length > 0) return [differences.join("").trimEnd()];
  const conflicts = files.filter(({ action }) => action === "conflict").map(({ path }) => path);
  const lines = [
    headline(result),
    ...proofLines(result),
    ...(conflicts.length > 0 ? [`Left alone: ${conflicts.join(", ")}`] : []),
  ];
  if (dryRun || !isWritten(result) || result.proof?.outcome === "failed") return lines;
  if (!isRepository) lines.push("A release needs Git: run `git init` and commit before `chatops release`.");
  const cwd = folder ? ` -C ${folder.includes(" ") ? `"${folder}"` : folder}` : "";
  return [...lines, `Next: chatops deploy --to compose${cwd}`];
}

function proofLines({ proof, name }: ImportResult): string[] {
  if (!proof) return [];
  if (proof.outcome === "failed") {
    const { cause, lines, fix, evidence } = proof;
    return [
      `✖ ${name} does not run: ${cause}`,
      ...evidenceLines(lines),
      ...(fix ? [`→ ${fix}`] : []),
      ...fileLine(evidence),
    ];
  }
  return proof.services.map(({ service, memory, start }) => {
    const healthy = start === undefined ? "runs" : `healthy after ${start} s`;
    return `  proved    ${service}: ${healthy}, ${memory} MiB`;
  });
}

const isWritten = ({ files }: ImportResult) => files.some(({ action }) => action === "create" || action === "update");

function headline(result: ImportResult): string {
  const { name, dryRun } = result;
  if (!isWritten(result)) return `Nothing to do for ${name}: ${countedActions(result, done)}.`;
  if (dryRun) return `Would import ${name}: ${countedActions(result, planned)}.`;
  return `Imported ${name}: ${countedActions(result, done)}.`;
}

/** `18 created, 2 kept` */
const countedActions = ({ files }: ImportResult, words: typeof done): string =>
  (Object.keys(done) as Action[])
    .map((action) => ({ action, count: files.filter((file) => file.action === action).length }))
    .filter(({ count }) => count > 0)
    .map(({ action, count }) => `${count} ${words[action]}`)
    .join(", ");
