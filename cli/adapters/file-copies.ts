import { createHash, type Hash } from "node:crypto";
import { createReadStream } from "node:fs";
import { cp, lstat, mkdir, open, readdir, readlink, realpath, rename, rm, stat, symlink } from "node:fs/promises";
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

/** Not through a link of the tree itself, which may lead anywhere. */
async function leadsInto(folder: string, path: string): Promise<boolean> {
  const real = await realPlace(path);
  if (real === undefined) return leadsInto(folder, dirname(path));
  return real === folder || real.startsWith(`${folder}${sep}`);
}

/** Copies a file or folder below `folder`, under a name that says what is in it, unless it stands there. Returns the copy. */
export async function copyByContent(path: string, folder: string): Promise<string> {
  const hash = createHash("sha256");
  await addTo(hash, path, "");
  const copy = join(folder, hash.digest("hex").slice(0, 16), basename(path));
  if ((await kindOf(copy)) !== undefined) return copy;
  const unfinished = `${copy}.${process.pid}.tmp`;
  try {
    await mkdir(dirname(copy), { recursive: true, mode: 0o700 });
    await cp(path, unfinished, { recursive: true, verbatimSymlinks: true });
    await rename(unfinished, copy);
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true }).catch(() => {});
    // Another run may just have made it.
    if ((await kindOf(copy)) === undefined) throw error;
  }
  return copy;
}

async function addTo(hash: Hash, path: string, name: string): Promise<void> {
  const found = await lstat(path);
  hash.update(`${name}\0${found.mode}\0${found.isFile() ? found.size : ""}\0`);
  if (found.isSymbolicLink()) hash.update(`${await readlink(path)}\0`);
  if (found.isFile()) for await (const piece of createReadStream(path)) hash.update(piece);
  if (!found.isDirectory()) return;
  for (const entry of (await readdir(path)).sort()) await addTo(hash, join(path, entry), `${name}/${entry}`);
}
