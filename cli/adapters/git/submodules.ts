import { existsSync } from "node:fs";
import { join } from "node:path";
import { type GitAccess, GitFailure, gitIn } from "./git.ts";
import { silentMs } from "./remote.ts";

/** What stands in a checkout in place of other repositories, by paths from its root. */
export interface Submodules {
  /** Those that are checked out, however deep. */
  filled: readonly string[];
  /** Commits of others that no .gitmodules names, mostly clones that were added by mistake: a clone has an empty folder there. */
  unnamed: readonly string[];
}

/**
 * Checks out the submodules of what is checked out in `directory`, and theirs. Those that .gitmodules does not name are in nobody's
 * way, though Git refuses all of them together then; those with `update = none` stay out, as in any clone.
 */
export async function fillSubmodules(
  directory: string,
  access: GitAccess,
  settings: readonly string[],
  prefix = "",
): Promise<Submodules> {
  const git = gitIn(directory, access);
  const links = linksAmong(await git(["ls-files", "--stage", "-z"]));
  if (links.length === 0) return { filled: [], unnamed: [] };
  const named = await namedPaths(directory, access);
  const known = links.filter((path) => named.has(path));
  if (known.length > 0) {
    const update = ["submodule", "update", "--init", "--progress", "--", ...known.map((path) => `:(literal)${path}`)];
    await git([...settings, ...update], silentMs).catch((error) => {
      throw failedUpdate(error);
    });
  }
  const filled = known.filter((path) => existsSync(join(directory, path, ".git")));
  const unnamed = links.filter((path) => !named.has(path));
  const found = { filled: at(prefix, filled), unnamed: at(prefix, unnamed) };
  for (const path of filled) {
    const below = await fillSubmodules(join(directory, path), access, settings, `${prefix}${path}/`);
    found.filled.push(...below.filled);
    found.unnamed.push(...below.unnamed);
  }
  return found;
}

const at = (prefix: string, paths: readonly string[]): string[] => paths.map((path) => `${prefix}${path}`);

/** Paths of other repositories' commits in a list of what is staged: `160000 <hash> 0\tpath`. */
const linksAmong = (staged: string): string[] =>
  staged
    .split("\0")
    .filter((entry) => entry.startsWith("160000 "))
    .map((entry) => entry.slice(entry.indexOf("\t") + 1));

/** The paths that .gitmodules has. */
async function namedPaths(directory: string, access: GitAccess): Promise<ReadonlySet<string>> {
  if (!existsSync(join(directory, ".gitmodules"))) return new Set();
  const list = ["config", "--file", ".gitmodules", "-z", "--get-regexp", "^submodule\\..*\\.path$"];
  // It exits with 1 where it finds none.
  const found = await gitIn(directory, access)(list).catch(() => "");
  return new Set(found.split("\0").map((entry) => entry.slice(entry.indexOf("\n") + 1)));
}

function failedUpdate(error: unknown): unknown {
  if (!(error instanceof GitFailure)) return error;
  const hint = "`git submodule update --init --recursive` must work in a fresh clone without a question.";
  return new GitFailure("the submodules cannot be checked out", error.output, error.status, hint);
}
