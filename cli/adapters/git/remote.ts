import { redact } from "../../../lib/secrets.ts";
import { askAgain, type Tried, type Trouble, troubleOfStatus } from "../../core/retry.ts";
import { GitFailure, GitSilence } from "./git.ts";
import { refusalIn } from "./remote-refusals.ts";
import { type Repository, remoteName } from "./repository.ts";

/** How long a remote may keep silent. It tells of its progress, but for the checks that some make of what is pushed. */
export const silentMs = 30_000;
export const pushSilentMs = 60_000;

/**
 * Runs a Git command that talks to the remote, again if its host is in trouble for a moment: it must be fit to arrive twice. A
 * failure names the remote, and what to try; so does a remote that says nothing for `patienceMs`.
 */
export async function atRemote(repository: Repository, args: string[], patienceMs = silentMs): Promise<string> {
  const { git, signal, onWait } = repository;
  const peer = `the remote ${remoteName(repository)}`;
  const asking = { peer, withinMs: Math.min(patienceMs, silentMs), signal, onWait };
  try {
    return await askAgain(asking, () => git(args, patienceMs), troubleIn);
  } catch (error) {
    const isSilent = error instanceof GitSilence;
    if (!isSilent && !(error instanceof GitFailure)) throw error;
    const name = remoteName(repository);
    const url = redact(await git(["remote", "get-url", ...(args[0] === "push" ? ["--push"] : []), name]));
    const refusal = isSilent ? undefined : refusalIn(error.output);
    const hint = refusal?.hint ?? hintFor(name);
    if (isSilent) throw new GitSilence(`the remote ${url} does not answer`, patienceMs, hint);
    const what = refusal ? `the remote ${url} ${refusal.says}` : `git ${args[0]} to the remote ${url} failed`;
    throw new GitFailure(what, error.output, error.status, hint);
  }
}

/** Git's and SSH's own words for a host that fails, and for a connection that is cut; a hook may say what it likes. */
const failing = /^(?:fatal: unable to access|error: RPC failed).*\b(?:error:|HTTP) (\d{3})\b/m;
const cut =
  /^(?:(?:fatal: unable to access|error: RPC failed).*(?:Empty reply|Connection reset|transfer closed|Recv failure|Send failure)|kex_exchange_identification: )/m;

function troubleIn(tried: Tried<string>): Trouble | undefined {
  if (!("error" in tried) || !(tried.error instanceof GitFailure)) return undefined;
  const { output } = tried.error;
  const status = failing.exec(output)?.[1];
  if (status) return troubleOfStatus(Number(status), undefined);
  return cut.test(output) ? { says: "cuts the connection" } : undefined;
}

const hintFor = (name: string) =>
  `\`git ls-remote ${name}\` and \`git push\` must work here without a question; then run the same command again.`;
