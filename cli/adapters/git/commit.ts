import { preconditionError } from "../../../lib/errors.ts";
import { type GitAccess, gitIn, holds } from "./git.ts";
import { plainPush } from "./publish.ts";
import { atRemote, pushSilentMs } from "./remote.ts";
import { type Repository, remoteName } from "./repository.ts";

/** Commits these files of `directory`, and only these, whatever else is staged. */
export async function commitFiles(
  directory: string,
  paths: string[],
  message: string,
  access: GitAccess,
): Promise<void> {
  const git = gitIn(directory, access);
  await git(["add", "--", ...paths]);
  await git(["commit", "--quiet", "-m", message, "--", ...paths]);
}

/** Git's names for the files of the last commit below `directory`; none before the first. */
export async function committedFiles(directory: string, access: GitAccess): Promise<Map<string, string>> {
  const git = gitIn(directory, access);
  if (!(await holds(git(["rev-parse", "--quiet", "--verify", "HEAD"])))) return new Map();
  const listed = (await git(["ls-tree", "-r", "-z", "HEAD"])).split("\0").filter(Boolean);
  // `100644 blob 1a2b3c…\tpath`
  return new Map(
    listed.map((entry) => [entry.slice(entry.indexOf("\t") + 1), entry.split("\t", 1)[0]?.split(" ")[2] ?? ""]),
  );
}

/** What is checked out: a branch, perhaps without any commit, or a commit alone. */
export interface CheckedOut {
  branch: string | undefined;
  commit: string | undefined;
}

export async function checkedOut({ git }: Repository): Promise<CheckedOut> {
  const [branch, commit] = await Promise.all([
    git(["branch", "--show-current"]),
    git(["rev-parse", "--quiet", "--verify", "HEAD"]).catch(() => undefined),
  ]);
  return { branch: branch || undefined, commit };
}

/** Throws where a branch of that name cannot be made. */
export async function verifyNewBranch({ git }: Repository, branch: string): Promise<void> {
  if (branch.startsWith("-") || !(await holds(git(["check-ref-format", `refs/heads/${branch}`])))) {
    throw preconditionError(`--branch ${branch} is no name for a branch`, { hint: "Such as --branch chatops-import." });
  }
  if (!(await holds(git(["show-ref", "--verify", "--quiet", `refs/heads/${branch}`])))) return;
  throw preconditionError(`the branch ${branch} is there already`, {
    hint: "Name another one, or check it out and leave --branch out; nothing was written.",
  });
}

/** Makes a branch of what is checked out and goes there; files and index stay as they are. */
export const startBranch = async ({ git }: Repository, branch: string): Promise<void> => {
  await git(["switch", "--quiet", "--create", branch]);
};

/** Goes back to what was checked out, with files and index as they are, and takes the branch away. */
export async function dropBranch({ root, env }: Repository, branch: string, before: CheckedOut): Promise<void> {
  // Also in a run that is being stopped.
  const git = gitIn(root, { env, signal: new AbortController().signal });
  if (before.branch) await git(["symbolic-ref", "HEAD", `refs/heads/${before.branch}`]);
  else if (before.commit) await git(["update-ref", "--no-deref", "HEAD", before.commit]);
  if (before.commit) await git(["branch", "--quiet", "--delete", "--force", branch]);
}

/** Takes a commit back, made or only staged; its files stay as they are. */
export async function dropCommit(
  { root, prefix, env }: Repository,
  paths: string[],
  before: CheckedOut,
): Promise<void> {
  const git = gitIn(root, { env, signal: new AbortController().signal });
  const named = paths.map((path) => `:(literal)${prefix}${path}`);
  await git(before.commit ? ["update-ref", "HEAD", before.commit] : ["update-ref", "-d", "HEAD"]);
  await git(
    before.commit
      ? ["reset", "--quiet", "--", ...named]
      : ["rm", "--quiet", "--cached", "--ignore-unmatch", "--", ...named],
  );
}

/** Asks the remote whether a branch may be pushed, without pushing it. */
export const verifyBranchPush = async (repository: Repository, branch: string): Promise<void> => {
  const args = [...plainPush, "--dry-run", remoteName(repository), `HEAD:refs/heads/${branch}`];
  await atRemote(repository, args, pushSilentMs);
};

/** Pushes the branch that is checked out, which tracks it from then on. */
export const pushBranch = async (repository: Repository, branch: string): Promise<void> => {
  const args = [...plainPush, "--set-upstream", remoteName(repository), `HEAD:refs/heads/${branch}`];
  await atRemote(repository, args, pushSilentMs);
};
