import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { withLock } from "../lib/lock.js";

/** Reads a JSON file; undefined where there is none, or nothing that can be read. */
export function readJson<T>(file: string): T | undefined {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as T;
  } catch {
    return undefined;
  }
}

/** Writes a JSON file that is never seen half-written. */
export function writeJson(file: string, value: unknown): void {
  mkdirSync(dirname(file), { recursive: true });
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 });
  renameSync(draft, file);
}

/**
 * Makes a file or folder once: `create` works on a draft that gets its name only when complete, so half of it is never used.
 * Of several processes that need it, one makes it and the others wait.
 */
export async function makeOnce(path: string, create: (draft: string) => Promise<void>): Promise<void> {
  if (existsSync(path)) return;
  await withLock(join(dirname(path), ".locks", basename(path)), async () => {
    if (existsSync(path)) return;
    const draft = `${path}.partial`;
    rmSync(draft, { recursive: true, force: true });
    await create(draft);
    renameSync(draft, path);
  });
}
