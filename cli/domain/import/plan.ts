import { usageError } from "../../../lib/errors.ts";
import { withoutTrailing } from "../../core/text.ts";
import type { ImportedFile } from "../../results/import.ts";
import { digestOf, type Lock, lockFile, type WrittenFiles, writeLock } from "./generated-files-lock.ts";
import type { MeasuredServices } from "./measured.ts";

/** A file as import would write it today. */
export interface GeneratedFile {
  path: string;
  content: string;
  /** A person's file that takes its place, so that this one is not written: the same path if there is nothing to write. */
  instead?: string | undefined;
  /** What the other files expect of a person's version of this one. */
  expects?: string;
  /** A file that stands for a whole: where a person wrote that one, nothing is added to it. */
  partOf?: string;
  /** Written once; from then on it belongs to the project's people. */
  once?: boolean;
}

/** What stands at a path: nothing, a text, or something that import must not touch. */
export type Present = { text: string } | { obstacle: string } | undefined;

export type Action = ImportedFile["action"];

export interface PlannedFile {
  path: string;
  action: Action;
  reason: string;
  /** What is written: for `create` and `update` only. */
  content?: string;
  /** A person wrote it before chatops could, or something that takes its place: chatops never asks for it again. */
  foreign?: true;
  /** Overwrites or removes what a person wrote. */
  forced?: true;
}

/** A file of the project's people that a migration changes or takes away. */
export interface MigratedFile {
  path: string;
  /** Undefined if it goes away. */
  content: string | undefined;
  reason: string;
}

export interface PlanInput {
  generated: readonly GeneratedFile[];
  /** Paths that an earlier import may have generated and this project no longer needs. */
  unneeded: readonly string[];
  present: ReadonlyMap<string, Present>;
  lock: Lock;
  /** Paths, or folders, whose present text may be overwritten. */
  force: readonly string[];
  /** Generated files that take the place of what is there, by path with the reason. */
  replaces: ReadonlyMap<string, string>;
  migrated: readonly MigratedFile[];
  /** What earlier imports wrote that is not in the lock. */
  written: WrittenFiles;
  /** What the services were seen to take. */
  measured?: MeasuredServices | undefined;
  /** Git's names for the files of the last commit. */
  committed: ReadonlyMap<string, string>;
}

/** Decides about every file, and writes down what this import generates as the last entry. */
export function planImport(input: PlanInput): PlannedFile[] {
  const { generated, unneeded, present, lock, force, replaces } = input;
  verifyForced(force, generated);
  const around = { present, lock, isPersons: personsOf(generated, present, lock) };
  const planned = generated.map((file) =>
    planFile(file, around, replaces.get(file.path) ?? (isForced(file.path, force) ? byForce : undefined)),
  );
  const remembered = generated.filter(({ once }, index) => !once && !planned[index]?.foreign);
  // Without a generated file (--no-draft) there is nothing to remember.
  if (generated.every(({ once }) => once)) return planned;
  const digests = remembered.map(({ path, content }) => [path, digestOf(content)] as const);
  const removed = unneeded.flatMap((path) => planRemoval(path, present.get(path), lock.get(path)));
  const migrated = input.migrated.map((file) => planMigrated(file, present.get(file.path)));
  const own = planned.filter(({ path }) => !migrated.some((file) => file.path === path));
  const plan = [...own, ...migrated, ...removed];
  const text = writeLock(new Map(digests), writtenBy(plan, input), input.measured);
  return [...plan, ...planLock(text, present.get(lockFile))];
}

const byForce = "forced: overwrites your version, which Git keeps";

function planMigrated({ path, content, reason }: MigratedFile, found: Present): PlannedFile {
  if (found && "obstacle" in found) return { path, action: "conflict", reason: found.obstacle };
  if (content === undefined) return { path, action: "remove", reason, forced: true };
  return { path, action: found ? "update" : "create", reason, content, ...(found && { forced: true }) };
}

/** What is to be taken back beside the generated files: this import's, and what earlier ones wrote. */
function writtenBy(plan: readonly PlannedFile[], { generated, migrated, written, committed }: PlanInput): WrittenFiles {
  const once = new Set([...generated.filter((file) => file.once), ...migrated].map(({ path }) => path));
  const isPersons = ({ path, action, forced }: PlannedFile) => forced || (action === "create" && once.has(path));
  const now = plan.filter(isPersons).map(({ path, content, forced }) => {
    const digest = content === undefined ? undefined : digestOf(content);
    // What an import before this one took the place of is still what was there first.
    const before = written.get(path)?.before ?? (forced ? committed.get(path) : undefined);
    return [path, { digest, before }] as const;
  });
  return new Map([...written, ...now]);
}

interface Surroundings {
  present: PlanInput["present"];
  lock: Lock;
  /** A person wrote this file before chatops could. */
  isPersons: (path: string) => boolean;
}

/** `forced` is why the file is written although a person's is there. */
function planFile(
  file: GeneratedFile,
  { present, lock, isPersons }: Surroundings,
  forced: string | undefined,
): PlannedFile {
  const { path, content } = file;
  const instead = file.instead ?? (file.partOf && isPersons(file.partOf) ? file.partOf : undefined);
  const expected = file.expects ? `; expected of it: ${file.expects}` : "";
  if (instead === path) return { path, action: "keep", reason: "yours", foreign: true };
  if (instead && !forced) {
    return { path, action: "keep", reason: `not written: ${instead} is yours${expected}`, foreign: true };
  }
  const found = present.get(path);
  if (!found) return { path, action: "create", reason: "", content };
  if ("obstacle" in found) return { path, action: "conflict", reason: found.obstacle };
  const [current, next, last] = [digestOf(found.text), digestOf(content), lock.get(path)];
  if (current === next) return { path, action: "keep", reason: "" };
  if (current === last) return { path, action: "update", reason: "unchanged since it was generated", content };
  if (forced) return { path, action: "update", reason: forced, content, forced: true };
  if (file.once || last === undefined) return { path, action: "keep", reason: `yours${expected}`, foreign: true };
  if (last === next) return { path, action: "keep", reason: "changed by you" };
  return {
    path,
    action: "conflict",
    reason: `both you and chatops changed it; --force ${path} takes chatops' version`,
  };
}

/** Tells which files stand there, are not as chatops would write them, and were never written by it. */
function personsOf(generated: readonly GeneratedFile[], present: PlanInput["present"], lock: Lock) {
  return (path: string): boolean => {
    const found = present.get(path);
    if (!found || "obstacle" in found || lock.has(path)) return false;
    return generated.some((file) => file.path === path && digestOf(file.content) !== digestOf(found.text));
  };
}

/** A generated file that nobody touched goes away with its cause; one that somebody changed stays. */
function planRemoval(path: string, found: Present, last: string | undefined): PlannedFile[] {
  if (!found || "obstacle" in found || last === undefined) return [];
  if (digestOf(found.text) === last) return [{ path, action: "remove", reason: "no longer needed, and unchanged" }];
  return [{ path, action: "keep", reason: "no longer needed, but changed by you", foreign: true }];
}

function planLock(content: string, found: Present): PlannedFile[] {
  const entry = { path: lockFile, reason: "", content };
  if (!found) return [{ ...entry, action: "create" }];
  if ("obstacle" in found) return [{ path: lockFile, action: "conflict", reason: found.obstacle }];
  if (digestOf(found.text) === digestOf(content)) return [{ path: lockFile, action: "keep", reason: "" }];
  return [{ ...entry, action: "update" }];
}

export const isForced = (path: string, force: readonly string[]) =>
  force.map(plainPath).some((forced) => path === forced || path.startsWith(`${forced}/`));

const plainPath = (path: string) => withoutTrailing(path.replace(/^\.\//, ""), "/");

/** A path that import does not generate cannot be forced: most likely it is mistyped. */
function verifyForced(force: readonly string[], generated: readonly GeneratedFile[]): void {
  const unknown = force.filter((path) => !generated.some((file) => isForced(file.path, [path])));
  if (unknown.length === 0) return;
  throw usageError(`--force ${unknown.join(", ")}: import generates no such file`, {
    hint: `It generates ${generated
      .map(({ path }) => path)
      .filter((path) => !path.includes("/"))
      .join(", ")} and the chart.`,
  });
}

export const writtenFiles = (plan: readonly PlannedFile[]): (PlannedFile & { content: string })[] =>
  plan.filter((file): file is PlannedFile & { content: string } => file.content !== undefined);

/** Files whose present text is overwritten only because a person said so. */
export const forcedFiles = (plan: readonly PlannedFile[]): string[] =>
  plan.filter(({ forced }) => forced).map(({ path }) => path);

export const removedPaths = (plan: readonly PlannedFile[]): string[] =>
  plan.filter(({ action }) => action === "remove").map(({ path }) => path);
