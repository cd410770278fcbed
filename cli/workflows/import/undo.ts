import { preconditionError } from "../../../lib/errors.ts";
import { fileChanges, readPresent } from "../../adapters/files.ts";
import { readBlob } from "../../adapters/git/git.ts";
import type { Session } from "../../core/session.ts";
import { lockFile, readLock, readWritten } from "../../domain/import/generated-files-lock.ts";
import { planUndo, type UndoneFile } from "../../domain/import/undo.ts";
import { accessOf } from "../../releases/access.ts";
import { fileLines } from "./plan-note.ts";

/** Takes back what imports wrote here and nobody changed since; whatever a person changed is kept and named. */
export async function undoImport(session: Session, directory: string): Promise<UndoneFile[]> {
  const { steps } = session;
  const plan = await steps.look("Read the project", () => planOf(directory));
  steps.note(fileLines(plan).join("\n"));
  const earlier = await readEarlier(session, directory, plan);
  const changes = fileChanges(directory);
  const changed = plan.filter(({ action }) => action !== "keep");
  const title = `Take back ${changed.length} ${changed.length === 1 ? "file" : "files"}`;
  await steps.change(title, { plan: [], expect: undefined, undo: () => changes.takeBack() }, async ({ signal }) => {
    for (const { path, action } of changed) {
      signal.throwIfAborted();
      const before = earlier.get(path);
      if (before) await changes.write(path, before);
      else if (action === "remove") await changes.remove(path);
    }
  });
  return plan;
}

async function planOf(directory: string): Promise<UndoneFile[]> {
  const lock = (await readPresent(directory, [lockFile])).get(lockFile);
  if (!lock || !("text" in lock)) {
    throw preconditionError(`there is no ${lockFile}, so nothing is known of an import here`, {
      hint: "`chatops import` writes it, and `git log` tells what a commit of an import wrote.",
    });
  }
  const [generated, written] = [readLock(lock.text), readWritten(lock.text)];
  const present = await readPresent(directory, [...generated.keys(), ...written.keys()]);
  return planUndo({ lock: generated, written, present });
}

/** What stood there before, byte by byte, read before anything is changed. */
async function readEarlier(
  session: Session,
  directory: string,
  plan: readonly UndoneFile[],
): Promise<Map<string, Uint8Array>> {
  const replaced = plan.filter(({ action, before }) => action !== "keep" && before !== undefined);
  const contents = replaced.map(async ({ path, before = "" }) => {
    const content = await readBlob(directory, accessOf(session), before).catch((error: unknown) => {
      throw preconditionError(`Git no longer holds what ${path} was before the import`, {
        hint: "Fetch the history (`git fetch --unshallow`) and run the same command again; nothing was changed.",
        cause: error,
      });
    });
    return [path, content] as const;
  });
  return new Map(await Promise.all(contents));
}
