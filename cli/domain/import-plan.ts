import { usageError } from "../core/errors.ts";
import { digestOf, type Lock, lockFile, writeLock } from "./import-lock.ts";

/** A file as import would write it today. */
export interface GeneratedFile {
  path: string;
  content: string;
  /** A person's file that takes its place, so that this one is not written. */
  instead?: string | undefined;
  /** Written once; from then on it belongs to the project's people. */
  once?: boolean;
}

/** What stands at a path: nothing, a text, or something that import must not touch. */
export type Present = { text: string } | { obstacle: string } | undefined;

export type Action = "create" | "keep" | "update" | "conflict";

export interface PlannedFile {
  path: string;
  action: Action;
  reason: string;
  /** What is written: for `create` and `update` only. */
  content?: string;
}

export interface PlanInput {
  generated: readonly GeneratedFile[];
  present: ReadonlyMap<string, Present>;
  lock: Lock;
  /** Paths, or folders, whose present text may be overwritten. */
  force: readonly string[];
}

const forcedReason = "forced: overwrites your version, which Git keeps";

/** Decides about every file, and writes down what this import generates as the last entry. */
export function planImport({ generated, present, lock, force }: PlanInput): PlannedFile[] {
  verifyForced(force, generated);
  const planned = generated.map((file) => planFile(file, present.get(file.path), lock, isForced(file.path, force)));
  const entries = generated
    .filter((file) => !file.instead && !file.once)
    .map(({ path, content }) => [path, digestOf(content)] as const);
  // Without a generated file (--no-draft) there is nothing to remember.
  if (entries.length === 0) return planned;
  return [...planned, ...planLock(writeLock(new Map(entries)), present.get(lockFile))];
}

function planFile(file: GeneratedFile, found: Present, lock: Lock, forced: boolean): PlannedFile {
  const { path, content } = file;
  if (file.instead && !forced) return { path, action: "keep", reason: `not written: ${file.instead} is yours` };
  if (!found) return { path, action: "create", reason: "", content };
  if ("obstacle" in found) return { path, action: "conflict", reason: found.obstacle };
  const current = digestOf(found.text);
  if (current === digestOf(content)) return { path, action: "keep", reason: "" };
  if (forced) return { path, action: "update", reason: forcedReason, content };
  const last = lock.get(path);
  if (file.once || last === undefined) return { path, action: "keep", reason: "yours" };
  if (current === last) return { path, action: "update", reason: "unchanged since it was generated", content };
  if (last === digestOf(content)) return { path, action: "keep", reason: "yours" };
  return {
    path,
    action: "conflict",
    reason: `both you and chatops changed it; --force ${path} takes chatops' version`,
  };
}

function planLock(content: string, found: Present): PlannedFile[] {
  const entry = { path: lockFile, reason: "", content };
  if (!found) return [{ ...entry, action: "create" }];
  if ("obstacle" in found) return [{ path: lockFile, action: "conflict", reason: found.obstacle }];
  if (digestOf(found.text) === digestOf(content)) return [{ path: lockFile, action: "keep", reason: "" }];
  return [{ ...entry, action: "update" }];
}

const isForced = (path: string, force: readonly string[]) =>
  force.map(plainPath).some((forced) => path === forced || path.startsWith(`${forced}/`));

const plainPath = (path: string) => path.replace(/^\.\//, "").replace(/\/+$/, "");

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

export const conflictsOf = (plan: readonly PlannedFile[]): string[] =>
  plan.filter(({ action }) => action === "conflict").map(({ path }) => path);

/** Files whose present text is overwritten only because a person said so. */
export const forcedFiles = (plan: readonly PlannedFile[]): string[] =>
  plan.filter(({ reason }) => reason === forcedReason).map(({ path }) => path);
