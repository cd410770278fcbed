import { preconditionError } from "../../../lib/errors.ts";
import { type Checkout, readCheckout } from "../../adapters/git/checkout.ts";
import {
  type CheckedOut,
  checkedOut,
  commitFiles,
  committedFiles,
  dropBranch,
  dropCommit,
  pushBranch,
  startBranch,
  verifyBranchPush,
  verifyNewBranch,
} from "../../adapters/git/commit.ts";
import { GitMissing } from "../../adapters/git/git.ts";
import { findRepository, openRepository, type Repository, uncommittedFiles } from "../../adapters/git/repository.ts";
import type { Session } from "../../core/session.ts";
import { forcedFiles, type PlannedFile, removedPaths, writtenFiles } from "../../domain/import/plan.ts";
import { accessOf } from "../../releases/access.ts";

/** The checkout that the project lies in. A machine without Git can import as well, as if there were none. */
export async function findCheckout(session: Session, directory: string): Promise<Checkout | undefined> {
  try {
    return await readCheckout(directory, accessOf(session));
  } catch (error) {
    if (!(error instanceof GitMissing)) throw error;
    session.steps.warn(
      "git is not installed, so nothing is known of a repository",
      "Releases are made from the branch main of this folder, unless you change it in what was written.",
    );
    return undefined;
  }
}

/** What a person wrote and this import overwrites must be in Git, or it would be lost. */
export async function verifyForced(session: Session, directory: string, plan: readonly PlannedFile[]): Promise<void> {
  const forced = forcedFiles(plan);
  if (forced.length === 0) return;
  const repository = await openRepository(directory, accessOf(session)).catch(() => undefined);
  const unsaved = repository
    ? (await uncommittedFiles(repository)).filter((path) => forced.includes(path.slice(repository.prefix.length)))
    : forced;
  if (unsaved.length === 0) return;
  throw preconditionError(`what Git does not hold would be lost: ${unsaved.join(", ")}`, {
    hint: "Commit it, or move it away, and run the import again; nothing was written.",
  });
}

/** What is done with Git once the files are written. */
export interface Saving {
  commit?: boolean;
  /** Made for the commit. */
  branch?: string;
  push?: boolean;
}

/** Where the files are committed, with all checked that can be before anything is written; undefined if they are not. */
export interface Commit {
  repository: Repository;
  before: CheckedOut;
  branch: string | undefined;
  push: boolean;
}

export async function planCommit(
  session: Session,
  directory: string,
  { commit, branch, push = false }: Saving,
): Promise<Commit | undefined> {
  if (!commit && branch === undefined && !push) return undefined;
  const option = commit ? "--commit" : branch === undefined ? "--push" : "--branch";
  const repository = await findRepository(directory, accessOf(session));
  if (!repository) {
    throw preconditionError(`${option} needs a Git repository, and ${directory} is in none`, {
      hint: `Run \`git init\` first, or leave ${option} out; nothing was written.`,
    });
  }
  const before = await checkedOut(repository);
  if (branch !== undefined) await verifyNewBranch(repository, branch);
  if (push) await verifyPush(session, repository, before, branch ?? before.branch);
  return { repository, before, branch, push };
}

async function verifyPush(
  session: Session,
  repository: Repository,
  { commit }: CheckedOut,
  branch: string | undefined,
): Promise<void> {
  if (!repository.remote) {
    throw preconditionError("--push needs a remote, and the repository has none", {
      hint: "Add one: git remote add origin <url>; nothing was written.",
    });
  }
  if (branch === undefined) {
    throw preconditionError("--push needs a branch, and none is checked out", {
      hint: "Check one out, or name a new one with --branch; nothing was written.",
    });
  }
  // Before the first commit there is nothing that could be tried.
  if (commit) await session.steps.look("Check the remote", () => verifyBranchPush(repository, branch));
}

/** Goes to the branch that the files are to be committed on. */
export async function goToBranch({ steps }: Session, { repository, branch, before }: Commit): Promise<void> {
  if (branch === undefined) return;
  const undo = () => dropBranch(repository, branch, before);
  const plan = { plan: `git switch --create ${branch}`, expect: undefined, undo };
  await steps.change(`Make the branch ${branch}`, plan, () => startBranch(repository, branch));
}

/** Commits what this import wrote, whatever else is staged, and pushes it if that is asked for. */
export async function saveWritten(
  session: Session,
  directory: string,
  plan: readonly PlannedFile[],
  saving: Commit,
): Promise<void> {
  const { steps } = session;
  const { repository, before, push } = saving;
  const committed = await committedFiles(directory, accessOf(session));
  const removed = removedPaths(plan).filter((path) => committed.has(path));
  const paths = [...writtenFiles(plan).map(({ path }) => path), ...removed];
  if (paths.length > 0) {
    const message = `Import with chatops\n\nWritten by \`chatops import\`:\n${paths.map((path) => `- ${path}`).join("\n")}\n`;
    const undo = () => dropCommit(repository, paths, before);
    await steps.change(`Commit ${paths.length} files`, { plan: "git commit", expect: undefined, undo }, () =>
      commitFiles(directory, paths, message, accessOf(session)),
    );
  }
  const branch = saving.branch ?? before.branch;
  if (!push || branch === undefined) return;
  const pushing = { plan: `git push ${repository.remote?.name} ${branch}`, expect: undefined };
  await steps.change(`Push ${branch}`, pushing, () => pushBranch(repository, branch));
}
