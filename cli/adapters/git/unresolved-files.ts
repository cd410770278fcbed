import { open, readdir, stat } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { preconditionError } from "../../../lib/errors.ts";
import { type Git, GitFailure } from "./git.ts";

/** What programs that keep a file's contents elsewhere, or secret, leave in its place: the filter, and Git's name for the program. */
const placeholders = [
  {
    filter: "lfs",
    begin: "version https://git-lfs.github.com/spec/",
    is: "an LFS pointer",
    program: "lfs",
    hint: "Set it up (`git lfs install`), and let it fetch what is released: no GIT_LFS_SKIP_SMUDGE, no lfs.fetchexclude.",
  },
  {
    filter: "git-crypt",
    begin: "\0GITCRYPT\0",
    is: "encrypted by git-crypt",
    program: "crypt",
    hint: "A clean checkout has no key: keep such a file out of the commit, and give it to the environment.",
  },
  {
    filter: "annex",
    begin: "/annex/objects/",
    is: "a pointer of git-annex",
    program: "annex",
    hint: "A clean checkout does not have its contents: keep the file in Git or in LFS.",
  },
];
type Placeholder = (typeof placeholders)[number];

const longestBegin = Math.max(...placeholders.map(({ begin }) => begin.length));
const atOnce = 32;

/** Throws if a checkout has something else in place of a file's contents: nobody means to release that. `prefix` leads to it. */
export async function verifyResolved(git: Git, directory: string, prefix = ""): Promise<void> {
  // Only what an attribute hands to a filter: tests of such programs have placeholders of their own.
  const filtered = placeholders.map(({ filter }) => `:(attr:filter=${filter})`);
  const paths = (await git(["ls-files", "-z", "--", ...filtered])).split("\0").filter(Boolean);
  const found: [string, Placeholder][] = [];
  for (let start = 0; start < paths.length; start += atOnce) {
    const some = paths.slice(start, start + atOnce).map(async (path): Promise<[string, Placeholder][]> => {
      const placeholder = await placeholderIn(join(directory, path));
      return placeholder ? [[`${prefix}${path}`, placeholder]] : [];
    });
    found.push(...(await Promise.all(some)).flat());
  }
  const [first] = found;
  if (!first) return;
  const [path, { is, program, hint }] = first;
  const isThere = await git([program, "version"]).then(
    () => true,
    () => false,
  );
  const why = isThere ? `git-${program} left it so` : `git-${program} is missing`;
  const others = found.slice(1, 8).map(([other]) => other);
  throw preconditionError(`${path} is ${is}; ${why}`, { details: others.map((other) => `so is ${other}`), hint });
}

/** Throws if a file, or one in a folder, is not its contents: no container could read it. */
export async function verifyContents(place: string): Promise<void> {
  const files = (await stat(place)).isDirectory() ? await filesIn(place) : [place];
  for (const file of files) {
    const found = await placeholderIn(file);
    if (found) {
      const name = relative(dirname(place), file);
      throw preconditionError(`${name} of the commit is ${found.is}, and containers are to read it`, {
        hint: found.hint,
      });
    }
  }
}

const filesIn = async (folder: string): Promise<string[]> =>
  (await readdir(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));

/** What to do about a checkout that failed for a program that is to fill a file in. */
export function failedFilter(error: unknown): unknown {
  if (!(error instanceof GitFailure) || !/smudge filter|external filter|filter-process/.test(error.output))
    return error;
  const isMissing = /not found/.test(error.output) && /git-lfs/.test(error.output);
  const message = isMissing ? "files of the commit are kept with LFS; git-lfs is missing" : "a file's filter fails";
  const hint = isMissing
    ? "Install git-lfs."
    : "`git checkout` must be able to fill the file in here; for LFS `git lfs pull` shows the same.";
  return new GitFailure(message, error.output, error.status, hint);
}

async function placeholderIn(file: string): Promise<Placeholder | undefined> {
  const handle = await open(file).catch(() => undefined);
  if (!handle) return undefined;
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(longestBegin), 0, longestBegin, 0);
    const begin = buffer.toString("latin1", 0, bytesRead);
    return placeholders.find((placeholder) => begin.startsWith(placeholder.begin));
  } catch {
    // A folder, where a submodule is.
    return undefined;
  } finally {
    await handle.close();
  }
}
