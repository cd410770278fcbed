import { createHash, type Hash, randomUUID } from "node:crypto";
import { createReadStream } from "node:fs";
import {
  chmod,
  cp,
  lstat,
  mkdir,
  open,
  readdir,
  readlink,
  realpath,
  rename,
  rm,
  stat,
  symlink,
} from "node:fs/promises";
import { basename, dirname, join, sep } from "node:path";

/** What stands at a path, links followed; undefined if nothing does. */
export async function kindOf(path: string): Promise<"file" | "folder" | "other" | undefined> {
  const found = await stat(path).catch(() => undefined);
  if (!found) return undefined;
  if (found.isFile()) return "file";
  return found.isDirectory() ? "folder" : "other";
}

/** Where a path leads to, links followed; undefined if it leads nowhere. */
export const realPlace = (path: string): Promise<string | undefined> => realpath(path).catch(() => undefined);

export const isWithin = (folder: string, path: string): boolean =>
  path === folder || path.startsWith(`${folder}${sep}`);

/** Whether a folder has a file with such a name, however deep; links are none. */
export async function someFile(folder: string, isMeant: (name: string) => boolean): Promise<boolean> {
  const entries = await readdir(folder, { withFileTypes: true });
  if (entries.some((entry) => entry.isFile() && isMeant(entry.name))) return true;
  for (const entry of entries) {
    if (entry.isDirectory() && (await someFile(join(folder, entry.name), isMeant))) return true;
  }
  return false;
}

const firstBytes = 8_000;

/** Whether a file holds text, by its beginning, as Git tells it; an empty one holds none. */
export async function isText(path: string): Promise<boolean> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(firstBytes), 0, firstBytes, 0);
    return bytesRead > 0 && !buffer.subarray(0, bytesRead).includes(0);
  } finally {
    await file.close();
  }
}

/** Links what `from` has at these paths into `to`, where nothing stands there. Returns the links. */
export async function linkMissing(from: string, to: string, paths: readonly string[]): Promise<string[]> {
  const made: string[] = [];
  for (const path of paths) {
    const link = join(to, path);
    if (!(await leadsInto(to, dirname(link)))) continue;
    const isMade = await mkdir(dirname(link), { recursive: true })
      .then(() => symlink(join(from, path), link))
      .then(() => true)
      .catch(() => false);
    if (isMade) made.push(link);
  }
  return made;
}

/** Whether a path, or what is to be there, is in a folder, and not through a link of it, which may lead anywhere. */
export async function leadsInto(folder: string, path: string): Promise<boolean> {
  const real = await realPlace(path);
  if (real === undefined) return leadsInto(folder, dirname(path));
  return isWithin(folder, real);
}

/**
 * Copies a file or folder below `folder`, under a name that says what is in it. A copy that stands there is taken only if
 * it is still what it was, or if containers may write to it: then what they wrote stays. Returns the copy.
 */
export async function copyByContent(path: string, folder: string, isWritable = false): Promise<string> {
  const name = await contentName(path);
  for (let number = 1; ; number++) {
    const copy = join(folder, number === 1 ? name : `${name}-${number}`, basename(path));
    const isMade = (await kindOf(copy)) === undefined && (await makeCopy(path, copy));
    if (isMade || (await isCopyIntact(copy, isWritable))) return copy;
  }
}

/** Whether a copy is what its name says. An engine makes an empty folder where a file is missing, and anybody may edit one. */
export async function isCopyIntact(copy: string, isWritable: boolean): Promise<boolean> {
  if (isWritable) return (await kindOf(copy)) === "file";
  const [name] = basename(dirname(copy)).split("-");
  return name === (await contentName(copy).catch(() => undefined));
}

async function contentName(path: string): Promise<string> {
  const hash = createHash("sha256");
  await addTo(hash, path, basename(path));
  return hash.digest("hex").slice(0, 16);
}

/** Answers whether it was made: another run may just have done so. */
async function makeCopy(path: string, copy: string): Promise<boolean> {
  const unfinished = `${copy}.${randomUUID()}.tmp`;
  try {
    await mkdir(dirname(copy), { recursive: true, mode: 0o700 });
    await cp(path, unfinished, { recursive: true, verbatimSymlinks: true });
    await giveModes(unfinished);
    await rename(unfinished, copy);
    return true;
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true }).catch(() => {});
    if ((await kindOf(copy)) === undefined) throw error;
    return false;
  }
}

const isExecutable = (mode: number) => (mode & 0o100) !== 0;

/** Those that Git knows, so that no umask decides what a container may read. The folder around them is the user's alone. */
async function giveModes(path: string): Promise<void> {
  const found = await lstat(path);
  if (found.isSymbolicLink()) return;
  await chmod(path, found.isDirectory() || isExecutable(found.mode) ? 0o755 : 0o644);
  if (!found.isDirectory()) return;
  for (const entry of await readdir(path)) await giveModes(join(path, entry));
}

async function addTo(hash: Hash, path: string, name: string): Promise<void> {
  const found = await lstat(path);
  if (found.isSymbolicLink()) hash.update(`${name}\0link\0${await readlink(path)}\0`);
  else if (found.isDirectory()) hash.update(`${name}\0folder\0`);
  else hash.update(`${name}\0${isExecutable(found.mode) ? "executable" : "file"}\0${found.size}\0`);
  if (found.isFile()) for await (const piece of createReadStream(path)) hash.update(piece);
  if (!found.isDirectory()) return;
  for (const entry of (await readdir(path)).sort()) await addTo(hash, join(path, entry), `${name}/${entry}`);
}
