import { access, constants } from "node:fs/promises";
import { resolve } from "node:path";
import { preconditionError } from "../../../lib/errors.ts";
import { GitFailure } from "./git.ts";
import { plainPush } from "./publish.ts";
import { atRemote, pushSilentMs } from "./remote.ts";
import { type Repository, remoteName } from "./repository.ts";

/** Git's own words for a remote that refuses, and for what cannot be reached; a hook speaks in none of them. */
const ofGit = /^(fatal:|remote:| ! \[)/m;

/**
 * Asks the remote whether the tag may be pushed, without pushing it. The user's own hook is asked as well, this once: what
 * it refuses would be refused after everything is published.
 */
export async function verifyPushRight(repository: Repository, commit: string, tag: string): Promise<void> {
  const ref = `${commit}:refs/tags/${tag}`;
  // A tag of that name may be there, on this commit.
  const args = [...plainPush, "--dry-run", "--force", remoteName(repository), ref];
  try {
    await atRemote(repository, args, pushSilentMs);
  } catch (error) {
    if (!(error instanceof GitFailure) || ofGit.test(error.output)) throw error;
    const { git, root, prefix } = repository;
    const hook = resolve(root, prefix, await git(["rev-parse", "--git-path", "hooks/pre-push"]));
    if (!(await isProgram(hook))) throw error;
    throw preconditionError(`the pre-push hook of this repository refuses the tag ${tag}`, {
      details: error.details.filter((line) => !line.startsWith("error: failed to push")),
      hint: `Mend what it complains of in ${hook}. It reads what is pushed on its standard input: refs/tags/${tag} is no branch.`,
    });
  }
}

const isProgram = (file: string): Promise<boolean> =>
  access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
