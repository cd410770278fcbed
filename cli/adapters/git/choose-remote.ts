import { preconditionError } from "../../../lib/errors.ts";
import { type Git, GitFailure } from "./git.ts";

/** A remote as it is configured, before Git rewrites its URL. */
export interface Remote {
  name: string;
  url: string;
}

/**
 * The remote that releases are kept on: the only one, whatever it is called; of several the one that the release branch
 * tracks, or Git's own default. If that
 * does not decide it throws; without a branch it answers undefined.
 */
export async function chooseRemote(git: Git, branch: string | undefined): Promise<Remote | undefined> {
  const settings = await readSettings(git);
  const remotes = new Map<string, string>();
  for (const [key, value] of settings) {
    const name = /^remote\.(.*)\.url$/s.exec(key)?.[1];
    // Of several URLs Git reads from the first.
    if (name !== undefined && !remotes.has(name)) remotes.set(name, value);
  }
  const tracked = settings.findLast(([key]) => branch !== undefined && key === `branch.${branch}.remote`)?.[1];
  const [only] = remotes.size === 1 ? remotes.keys() : [];
  const name = [only, tracked, "origin"].find((candidate) => candidate !== undefined && remotes.has(candidate));
  if (name !== undefined) return { name, url: remotes.get(name) ?? "" };
  if (remotes.size === 0 || branch === undefined) return undefined;
  throw undecided([...remotes.keys()], branch);
}

async function readSettings(git: Git): Promise<[string, string][]> {
  try {
    const listed = await git(["config", "--null", "--get-regexp", "^(remote\\..*\\.url|branch\\..*\\.remote)$"]);
    return listed.split("\0").map((entry) => [entry.split("\n", 1)[0] ?? "", entry.slice(entry.indexOf("\n") + 1)]);
  } catch (error) {
    if (error instanceof GitFailure && error.status === 1) return [];
    throw error;
  }
}

const undecided = (names: string[], branch: string) =>
  preconditionError(`there are several remotes (${names.join(", ")}), and ${branch} tracks none of them`, {
    hint: `Say on which releases are kept: git branch --set-upstream-to=${names[0]}/${branch} ${branch}`,
  });
