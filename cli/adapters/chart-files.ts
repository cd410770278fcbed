import { constants, copyFile, mkdir, readdir, readFile, realpath, stat } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { preconditionError } from "../../lib/errors.ts";

/** What is copied, and where a link of it may lead. */
interface Tree {
  /** The repository, as a path without links. */
  root: string;
  to: string;
}

/**
 * Copies the folder of a chart to the same path below `to`, with what its links lead to in their place, as Helm reads it.
 * Answers false if there is none. Throws if a link leads out of the repository, or a file is not what it stands for.
 */
export async function stageChart(repository: string, path: string, to: string): Promise<boolean> {
  const tree = { root: await realpath(repository), to };
  const found = await stat(join(repository, path)).catch(() => undefined);
  if (!found) return false;
  if (!found.isDirectory())
    throw preconditionError(`${path} is a file, and not the folder of a chart`, { hint: pathHint });
  const real = await followed(tree, path);
  await copyFolder(tree, path, [real]);
  return true;
}

const pathHint = "Check `chart.path` in chatops.yaml.";

/** `above` are the real folders that lead here. */
async function copyFolder(tree: Tree, path: string, above: readonly string[]): Promise<void> {
  const from = above.at(-1) ?? tree.root;
  await mkdir(join(tree.to, path), { recursive: true });
  for (const entry of await readdir(from, { withFileTypes: true })) {
    if (entry.name === ".git") continue;
    const inside = join(path, entry.name);
    const real = entry.isSymbolicLink()
      ? await followed(tree, relative(tree.root, join(from, entry.name)), inside)
      : join(from, entry.name);
    if (above.includes(real)) throw linkError(inside, "leads to a folder that it is in");
    if ((await stat(real)).isDirectory()) await copyFolder(tree, inside, [...above, real]);
    else await copyPlain(real, inside, join(tree.to, inside));
  }
}

async function copyPlain(from: string, path: string, to: string): Promise<void> {
  if (await isPointer(from)) {
    throw preconditionError(`${path} is an LFS pointer, and not the file that it stands for`, {
      hint: "Install git-lfs (https://git-lfs.com), then run the same command again.",
    });
  }
  await copyFile(from, to, constants.COPYFILE_FICLONE);
}

const pointerStart = "version https://git-lfs.github.com/spec/v1";
const longestPointer = 1024;

async function isPointer(path: string): Promise<boolean> {
  if ((await stat(path)).size > longestPointer) return false;
  return (await readFile(path, "latin1")).startsWith(pointerStart);
}

/** The real path behind one in the repository, which must not lead out of it, nor to what Git keeps of it. */
async function followed({ root }: Tree, path: string, called = path): Promise<string> {
  const real = await realpath(join(root, path)).catch(() => {
    throw linkError(called, "leads nowhere");
  });
  const inside = relative(root, real);
  if (inside === ".." || inside.startsWith(`..${sep}`) || inside.split(sep).includes(".git"))
    throw linkError(called, "leads out of the repository");
  return real;
}

const linkError = (path: string, what: string) =>
  preconditionError(`the link ${path} ${what}`, {
    hint: "A release has the files of its commit and no others: commit what the link leads to, or remove the link.",
  });
