import { redact } from "../../../lib/secrets.ts";
import { GitFailure, GitSilence } from "./git.ts";
import { type Repository, remoteName } from "./repository.ts";

/** How long a remote may keep silent. It tells of its progress, but for the checks that some make of what is pushed. */
export const silentMs = 30_000;
export const pushSilentMs = 60_000;

/**
 * Runs a Git command that talks to the remote. A failure names the remote, and what to try; so does a remote that says
 * nothing for `patienceMs`.
 */
export async function atRemote(repository: Repository, args: string[], patienceMs = silentMs): Promise<string> {
  const { git } = repository;
  try {
    return await git(args, patienceMs);
  } catch (error) {
    const isSilent = error instanceof GitSilence;
    if (!isSilent && !(error instanceof GitFailure)) throw error;
    const name = remoteName(repository);
    const url = redact(await git(["remote", "get-url", name]));
    const hint = hintFor(name);
    if (isSilent) throw new GitSilence(`the remote ${url} does not answer`, patienceMs, hint);
    throw new GitFailure(
      isRefused.test(error.output) ? `the remote ${url} refuses you` : `git ${args[0]} to the remote ${url} failed`,
      error.output,
      error.status,
      hint,
    );
  }
}

const hintFor = (name: string) =>
  `\`git ls-remote ${name}\` and \`git push\` must work here without a question; then run the same command again.`;

const isRefused =
  /authentication failed|could not read (username|password)|permission denied|access denied|error: 40[13]|invalid username or/i;
