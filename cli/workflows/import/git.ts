import { preconditionError } from "../../../lib/errors.ts";
import { type Checkout, readCheckout } from "../../adapters/git/checkout.ts";
import { GitMissing } from "../../adapters/git/git.ts";
import { commitFiles, openRepository, uncommittedFiles } from "../../adapters/git/repository.ts";
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

/** What --force overwrites must be in Git, or it would be lost. */
export async function verifyForced(session: Session, directory: string, plan: readonly PlannedFile[]): Promise<void> {
  const forced = forcedFiles(plan);
  if (forced.length === 0) return;
  const repository = await openRepository(directory, accessOf(session)).catch(() => undefined);
  const unsaved = repository
    ? (await uncommittedFiles(repository)).filter((path) => forced.includes(path.slice(repository.prefix.length)))
    : forced;
  if (unsaved.length === 0) return;
  throw preconditionError(`--force would lose what Git does not hold: ${unsaved.join(", ")}`, {
    hint: "Commit it, or move it away, and run the import again; nothing was written.",
  });
}

export function verifyCommittable(checkout: Checkout | undefined, directory: string): void {
  if (checkout) return;
  throw preconditionError(`--commit needs a Git repository, and ${directory} is in none`, {
    hint: "Run `git init` first, or leave --commit out; nothing was written.",
  });
}

/** Commits what this import wrote, whatever else is staged. */
export async function commitWritten(session: Session, directory: string, plan: readonly PlannedFile[]): Promise<void> {
  const paths = [...writtenFiles(plan).map(({ path }) => path), ...removedPaths(plan)];
  if (paths.length === 0) return;
  const message = `Import with chatops\n\nWritten by \`chatops import\`:\n${paths.map((path) => `- ${path}`).join("\n")}\n`;
  await session.steps.change(`Commit ${paths.length} files`, { plan: "git commit", expect: undefined }, () =>
    commitFiles(directory, paths, message, accessOf(session)),
  );
}
