import type { UndoResult } from "../results/undo.ts";

/** What a person reads once an import is taken back. */
export function undoLines({ files, dryRun }: UndoResult): string[] {
  const kept = files.filter(({ action }) => action === "keep");
  const count = files.length - kept.length;
  const what = `${count} ${count === 1 ? "file" : "files"}`;
  return [
    dryRun ? `Would take back ${what}; nothing was changed.` : `Took back ${what}.`,
    ...kept.map(({ path, reason }) => `Kept: ${path}${reason ? ` (${reason})` : ""}`),
  ];
}
