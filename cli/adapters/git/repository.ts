import { posix } from "node:path";
import { preconditionError } from "../../../lib/errors.ts";
import { cutLine } from "../../../lib/foreign-text.ts";
import { once } from "../../core/once.ts";
import { chooseRemote, type Remote } from "./choose-remote.ts";
import { type Git, type GitAccess, GitFailure, gitIn, holds } from "./git.ts";
import { credentialsOfUrl } from "./url-credentials.ts";

/** A local Git repository: one function per question or change, each with its full effect in its name. */
export interface Repository {
  root: string;
  /** Path of the project below the root, with a trailing slash; empty at the root. */
  prefix: string;
  /** On which releases are kept; undefined if there is none. */
  remote: Remote | undefined;
  /** URL of the remote as Git uses it; undefined if there is none. */
  url: () => Promise<string | undefined>;
  /** Whether history was missing when it was opened. */
  wasShallow: boolean;
  git: Git;
  /** Environment that Git runs in. */
  env: NodeJS.ProcessEnv;
  /** Stops it. */
  signal: AbortSignal;
  /** Told where the remote is asked again after a while. */
  onWait: GitAccess["onWait"];
}

/** Opens the repository that `directory` lies in; releases are made from `branch`. Throws where there is none. */
export async function openRepository(directory: string, access: GitAccess, branch?: string): Promise<Repository> {
  const repository = await findRepository(directory, access, branch);
  if (repository) return repository;
  throw preconditionError(`${directory} is not in a Git repository`, {
    hint: "Run `git init`, commit your files and try again.",
  });
}

/** The repository that `directory` lies in; undefined where there is none. */
export async function findRepository(
  directory: string,
  access: GitAccess,
  branch?: string,
): Promise<Repository | undefined> {
  const git = gitIn(directory, access);
  try {
    const [[root = "", prefix = "", isShallow], remote] = await Promise.all([
      git(["rev-parse", "--show-toplevel", "--show-prefix", "--is-shallow-repository"]).then((all) => all.split("\n")),
      chooseRemote(git, branch),
    ]);
    const env = { ...access.env, ...credentialsOfUrl(remote?.url ?? "", access.env) };
    const own = gitIn(directory, { ...access, env });
    const url = once(async () => remote && (await own(["remote", "get-url", remote.name])));
    const { signal, onWait } = access;
    return { root, prefix, remote, url, wasShallow: isShallow === "true", git: own, env, signal, onWait };
  } catch (error) {
    if (isNoRepository(error)) return undefined;
    throw error instanceof GitFailure && /dubious ownership/i.test(error.output) ? untrusted(directory) : error;
  }
}

const untrusted = (directory: string) =>
  preconditionError(`Git does not trust ${directory}, since it belongs to another user`, {
    hint: `If you do: git config --global --add safe.directory '${directory}'`,
  });

export const isNoRepository = (error: unknown): boolean =>
  error instanceof GitFailure && /not a git repository/i.test(error.output);

/** How Git exits where a name stands for nothing. */
const noSuchThing = 128;

/** Full hash of the commit that is checked out. */
export async function headCommit({ git }: Repository): Promise<string> {
  try {
    return await git(["rev-parse", "--verify", "HEAD^{commit}"]);
  } catch (error) {
    if (!(error instanceof GitFailure) || error.status !== noSuchThing) throw error;
    throw preconditionError("the repository has no commit yet", {
      hint: 'Commit your files first: git add -A && git commit -m "Initial commit"',
    });
  }
}

/** Paths below the project that differ from the last commit, untracked files included. */
export async function uncommittedFiles({ git }: Repository): Promise<string[]> {
  const entries = (
    await git(["status", "--porcelain", "-z", "--no-renames", "--untracked-files=normal", "--", "."])
  ).split("\0");
  return entries.filter(Boolean).map((entry) => entry.slice(3));
}

/** What the remote is called here; Git takes the name of none for a path. */
export const remoteName = ({ remote }: Repository): string => remote?.name ?? "origin";

export const isAncestor = ({ git }: Repository, commit: string, descendant: string): Promise<boolean> =>
  holds(git(["merge-base", "--is-ancestor", commit, descendant]));

/** The contents of a file at a commit, or undefined where it is not there. */
export async function fileAt({ git, prefix }: Repository, commit: string, path: string): Promise<string | undefined> {
  // Of a path with `.` in it `ls-tree` finds the file, and `cat-file` does not.
  const plain = posix.normalize(`${prefix}${path}`);
  try {
    return `${await git(["cat-file", "blob", `${commit}:${plain}`])}\n`;
  } catch (error) {
    const isThere = async () => (await git(["ls-tree", "--full-tree", "--name-only", commit, "--", plain])) !== "";
    if (!(error instanceof GitFailure) || (await isThere())) throw error;
    return undefined;
  }
}

/** When the commit was made, in ISO 8601. */
export const commitDate = ({ git }: Repository, commit: string): Promise<string> =>
  git(["show", "-s", "--format=%cI", commit]);

/** The commit that a name, tag or abbreviated hash stands for; undefined where there is none. */
export const resolveCommit = ({ git }: Repository, name: string): Promise<string | undefined> =>
  git(["rev-parse", "--verify", "--quiet", "--end-of-options", `${name}^{commit}`]).catch(() => undefined);

/** Subject line of a commit. */
export const subjectOf = async ({ git }: Repository, commit: string): Promise<string> =>
  cutLine(await git(["show", "-s", "--format=%s", commit]));

/** Who makes tags here, with the time: `name <mail> seconds zone`. Throws where Git does not know the user. */
export async function tagger({ git }: Repository): Promise<string> {
  try {
    return await git(["var", "GIT_COMMITTER_IDENT"]);
  } catch {
    throw preconditionError("Git does not know who you are, and a release's tag carries a name", {
      hint: 'Tell it: git config user.name "Your Name" && git config user.email you@example.com',
    });
  }
}
