import { redact } from "../../core/secrets.ts";
import { GitFailure } from "./git.ts";
import { type Repository, remote } from "./repository.ts";

/** Runs a Git command that talks to the remote. A failure names the remote, and what to try. */
export async function atRemote({ git }: Repository, args: string[]): Promise<string> {
  try {
    return await git(args);
  } catch (error) {
    if (!(error instanceof GitFailure)) throw error;
    const url = redact(await git(["remote", "get-url", remote]));
    throw new GitFailure(
      isRefused.test(error.output) ? `the remote ${url} refuses you` : `git ${args[0]} to the remote ${url} failed`,
      error.output,
      error.status,
      "`git ls-remote origin` and `git push` must work here without a question; then run the same command again.",
    );
  }
}

const isRefused =
  /authentication failed|could not read (username|password)|permission denied|access denied|error: 40[13]|invalid username or/i;
