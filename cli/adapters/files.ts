import { lstat, mkdir, readdir, readFile, realpath, rename, rm, rmdir, stat, writeFile } from "node:fs/promises";
import { basename, dirname, join, resolve, sep } from "node:path";
import { preconditionError } from "../../lib/errors.ts";
import type { Present } from "../domain/import/plan.ts";
import { firstWorthReading, isManifest, isWorthReading, namedPaths } from "../domain/packs/reading.ts";
import { type ProjectTree, skippedFolders } from "../domain/packs/tree.ts";

const mostPaths = 20_000;
const mostTexts = 2000;

/** Reads a project's tree. Of symbolic links only those to its own files are followed; a huge tree is read as far as its first files. */
export async function readTree(directory: string): Promise<ProjectTree> {
  const paths: string[] = [];
  await collect(directory, "", paths);
  paths.sort();
  const manifests = paths.filter(isManifest);
  const texts = await readTexts(directory, firstWorthReading(manifests, mostTexts, new Set()));
  const others = paths.filter((path) => isWorthReading(path, 0) && !isManifest(path));
  const read = firstWorthReading(others, mostTexts - texts.size, namedPaths(texts));
  for (const [path, text] of await readTexts(directory, read)) texts.set(path, text);
  return { folder: basename(resolve(directory)), paths, texts, unread: others.length - read.length };
}

async function readTexts(directory: string, paths: readonly string[]): Promise<Map<string, string>> {
  const read = paths.map(async (path) => {
    const full = join(directory, path);
    const text = await textWorthReading(full, path).catch((error) => {
      throw unusable(`cannot read ${full}`, error);
    });
    return text === undefined ? [] : [[path, text] as const];
  });
  return new Map((await Promise.all(read)).flat());
}

async function textWorthReading(full: string, path: string): Promise<string | undefined> {
  const { size } = await stat(full);
  return isWorthReading(path, size) ? readFile(full, "utf8") : undefined;
}

async function collect(root: string, folder: string, paths: string[]): Promise<void> {
  const entries = await readdir(join(root, folder), { withFileTypes: true }).catch(explainRead(join(root, folder)));
  const folders: string[] = [];
  for (const entry of entries) {
    const path = folder ? `${folder}/${entry.name}` : entry.name;
    const isFile = entry.isFile() || (entry.isSymbolicLink() && (await leadsToFile(root, path)));
    if (isFile && paths.length < mostPaths) paths.push(path);
    else if (entry.isDirectory() && skippedFolders.has(entry.name) && !(await holdsDockerfile(root, path)))
      paths.push(...(await listIn(root, path)));
    else if (entry.isDirectory() && entry.name !== ".git") folders.push(path);
  }
  for (const next of folders) await collect(root, next, paths);
}

/** `build` may be where people keep what images are made of, or `build/package`, and is no output then. */
async function holdsDockerfile(root: string, path: string): Promise<boolean> {
  if (basename(path) !== "build") return false;
  const isDockerfile = (name: string) => /^(?:Dockerfile(?:\.[\w-]{1,40})?|[\w-]{1,40}\.Dockerfile)$/.test(name);
  const folders = ["", "package", "docker"].map((below) => join(root, path, below));
  const names = await Promise.all(folders.map((folder) => readdir(folder).catch((): string[] => [])));
  return names.flat().some(isDockerfile);
}

/** Of a folder that is not looked into, the list that Go keeps of what is in it. */
async function listIn(root: string, folder: string): Promise<string[]> {
  const list = `${folder}/modules.txt`;
  const isThere = basename(folder) === "vendor" && (await stat(join(root, list)).catch(() => undefined))?.isFile();
  return isThere ? [list] : [];
}

/** `Dockerfile` may be a link to the one that is meant. */
async function leadsToFile(root: string, path: string): Promise<boolean> {
  const [real, top] = await Promise.all([realpath(join(root, path)).catch(() => undefined), realpath(root)]);
  return real?.startsWith(`${top}${sep}`) === true && (await stat(real)).isFile();
}

const explainRead = (path: string) => (error: NodeJS.ErrnoException) => {
  if (error.code === "ENOENT" || error.code === "ENOTDIR") {
    throw preconditionError(`${path} is not a folder`, { hint: "Name the project's folder: chatops import <dir>." });
  }
  throw unusable(`cannot read ${path}`, error);
};

const unusable = (what: string, error: NodeJS.ErrnoException) =>
  preconditionError(`${what}: ${reasons[error.code ?? ""] ?? error.message}`, {
    hint: "Repair that and run the same command again.",
    cause: error,
  });

const reasons: Readonly<Record<string, string>> = {
  EACCES: "permission denied",
  EPERM: "not permitted",
  EROFS: "the file system is read-only",
  ENOSPC: "no space left on the device",
  EDQUOT: "the disk quota is used up",
  ENOTDIR: "a file stands where a folder is needed",
};

/** What stands at each of the paths. A path whose folder is a link out of the project is refused altogether. */
export async function readPresent(directory: string, paths: readonly string[]): Promise<Map<string, Present>> {
  const root = await realpath(directory);
  const entries = await Promise.all(paths.map(async (path) => [path, await present(root, path)] as const));
  return new Map(entries);
}

async function present(root: string, path: string): Promise<Present> {
  const outside = await linkOutOf(root, path);
  if (outside) return { obstacle: `${outside} is a symbolic link out of the project` };
  const file = join(root, path);
  try {
    const stats = await lstat(file);
    if (stats.isSymbolicLink()) return { obstacle: "a symbolic link; remove it to have the file written" };
    if (!stats.isFile()) return { obstacle: "a folder of this name stands in the way" };
    return { text: await readFile(file, "utf8") };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") return undefined;
    if (code === "ENOTDIR") return { obstacle: "a file stands where its folder would be" };
    throw unusable(`cannot read ${path}`, error as NodeJS.ErrnoException);
  }
}

/** The nearest existing folder above a path, where it resolves to a place outside of the project. */
async function linkOutOf(root: string, path: string): Promise<string | undefined> {
  for (let folder = dirname(path); folder !== "."; folder = dirname(folder)) {
    const real = await realpath(join(root, folder)).catch(() => undefined);
    if (real !== undefined) return real === root || real.startsWith(`${root}${sep}`) ? undefined : folder;
  }
  return undefined;
}

/** Writes a whole file or nothing: through a temporary one beside it. Keeps the mode of a file that is replaced. */
async function writeWhole(directory: string, path: string, content: string | Uint8Array): Promise<void> {
  const file = join(directory, path);
  const temporary = join(dirname(file), `.${basename(file)}.${process.pid}.tmp`);
  try {
    const mode = (await lstat(file).catch(() => undefined))?.mode;
    await writeFile(temporary, content, { flag: "w", ...(mode && { mode }) });
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => {});
    throw unusable(`cannot write ${path}`, error as NodeJS.ErrnoException);
  }
}

async function removeFile(directory: string, path: string): Promise<void> {
  await rm(join(directory, path), { force: true }).catch((error: NodeJS.ErrnoException) => {
    throw unusable(`cannot remove ${path}`, error);
  });
}

/** Changes of files that belong together: they can be taken back as long as the run lasts. */
export interface FileChanges {
  write(path: string, content: string | Uint8Array): Promise<void>;
  /** Folders that are empty then go as well. */
  remove(path: string): Promise<void>;
  /** Every file, mode and folder is as it was before the first change. */
  takeBack(): Promise<void>;
}

export function fileChanges(directory: string): FileChanges {
  const undos: (() => Promise<unknown>)[] = [];
  return {
    async write(path, content) {
      const before = await readFile(join(directory, path)).catch(() => undefined);
      const made = await makeFolder(directory, dirname(path));
      undos.push(async () => {
        if (before) return writeWhole(directory, path, before);
        await removeFile(directory, path);
        for (const folder of made) await rmdir(join(directory, folder)).catch(() => {});
      });
      await writeWhole(directory, path, content);
    },
    async remove(path) {
      const file = join(directory, path);
      const [before, mode] = await Promise.all([
        readFile(file).catch(() => undefined),
        lstat(file).then(
          (stats) => stats.mode,
          () => undefined,
        ),
      ]);
      undos.push(async () => {
        if (!before) return;
        await mkdir(dirname(file), { recursive: true });
        await writeFile(file, before, { mode });
      });
      await removeFile(directory, path);
      await removeEmptyFolders(directory, dirname(path));
    },
    async takeBack() {
      for (const undo of undos.splice(0).reverse()) await undo();
    },
  };
}

/** The folders that were made, the deepest first. */
async function makeFolder(directory: string, folder: string): Promise<string[]> {
  if (folder === ".") return [];
  const above = await makeFolder(directory, dirname(folder));
  try {
    await mkdir(join(directory, folder));
    return [folder, ...above];
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return above;
    throw unusable(`cannot make the folder ${folder}`, error as NodeJS.ErrnoException);
  }
}

async function removeEmptyFolders(directory: string, folder: string): Promise<void> {
  if (folder === ".") return;
  const isGone = await rmdir(join(directory, folder)).then(
    () => true,
    () => false,
  );
  if (isGone) await removeEmptyFolders(directory, dirname(folder));
}
