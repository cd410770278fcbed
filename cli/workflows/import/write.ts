import { fileChanges } from "../../adapters/files.ts";
import type { Steps } from "../../core/steps.ts";
import { type PlannedFile, removedPaths, writtenFiles } from "../../domain/import/plan.ts";

/**
 * All of the files or none: what fails, here or later, leaves the tree as it was. Only a run that is killed outright cannot take
 * anything back; the lock comes last, so that the next import completes it.
 */
export async function writeFiles(steps: Steps, directory: string, plan: readonly PlannedFile[]): Promise<void> {
  const files = writtenFiles(plan);
  const removed = removedPaths(plan);
  if (files.length + removed.length === 0) return;
  const title = `Write ${files.length} ${files.length === 1 ? "file" : "files"}`;
  const changes = fileChanges(directory);
  // The plan is printed already, with its reasons.
  const change = { plan: [], expect: undefined, undo: () => changes.takeBack() };
  await steps.change(title, change, async ({ signal }) => {
    for (const path of removed) await changes.remove(path);
    for (const { path, content } of files) {
      signal.throwIfAborted();
      await changes.write(path, content);
    }
  });
}
