import { digestOf, type Lock, lockFile, type WrittenFiles } from "./generated-files-lock.ts";
import type { PlannedFile, Present } from "./plan.ts";

/** A file that is taken back, and Git's name for what stood there before. */
export interface UndoneFile extends PlannedFile {
  before?: string | undefined;
}

interface UndoInput {
  lock: Lock;
  written: WrittenFiles;
  present: ReadonlyMap<string, Present>;
}

/** Takes back what imports wrote and nobody changed since: a file goes away, or is again what it was before. */
export function planUndo({ lock, written, present }: UndoInput): UndoneFile[] {
  const paths = [...new Set([...lock.keys(), ...written.keys()])].sort();
  const planned = paths.map((path) => {
    const { digest, before } = written.get(path) ?? { digest: undefined, before: undefined };
    return planFile(path, lock.get(path) ?? digest, before, present.get(path));
  });
  return [...planned, { path: lockFile, action: "remove", reason: "" }];
}

function planFile(path: string, digest: string | undefined, before: string | undefined, found: Present): UndoneFile {
  if (found && "obstacle" in found) return { path, action: "keep", reason: found.obstacle };
  if (!found && digest !== undefined) return { path, action: "keep", reason: "gone already" };
  if (!found) return { path, action: "create", reason: "as it was before", before };
  if (digest === undefined) return { path, action: "keep", reason: "written by you since" };
  if (digestOf(found.text) !== digest) return { path, action: "keep", reason: "changed by you since" };
  if (before === undefined) return { path, action: "remove", reason: "" };
  return { path, action: "update", reason: "as it was before", before };
}
