import { existsSync } from "node:fs";
import { mkdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { type GitAccess, GitFailure, gitIn } from "./git.ts";
import { silentMs } from "./remote.ts";

/** What is wanted of a clone. */
interface Wanted {
  url: string;
  branch: string;
  commit: string;
}

/** Nobody works in it by hand: what the machine's settings would run or fetch there is not wanted. */
const plain = ["core.hooksPath=/dev/null", "core.autocrlf=false", "core.fsmonitor=false"].flatMap((setting) => [
  "-c",
  setting,
]);

/** Git's words where the remote is the trouble, and not what is here of it. */
const isOfRemote =
  /unable to access|could not read from remote|rpc failed|early eof|hung up|authentication failed|repository not found|does not appear to be a git repository/i;

/**
 * Has a clone at a commit of a branch, as it is on the remote and with nothing else in it. A clone that was left half made
 * or broken is made anew. False if the remote has the commit no more.
 */
export async function bringToCommit(directory: string, wanted: Wanted, access: GitAccess): Promise<boolean> {
  const env = { ...access.env, GIT_LFS_SKIP_SMUDGE: "1" };
  try {
    return await update(directory, wanted, { ...access, env });
  } catch (error) {
    if (!(error instanceof GitFailure) || isOfRemote.test(error.output)) throw error;
    await rm(directory, { recursive: true, force: true });
    return update(directory, wanted, { ...access, env });
  }
}

async function update(directory: string, { url, branch, commit }: Wanted, access: GitAccess): Promise<boolean> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const run = gitIn(directory, access);
  const git = (args: string[], patienceMs?: number) => run([...plain, ...args], patienceMs);
  if (!existsSync(join(directory, ".git", "HEAD"))) await git(["init", "--quiet", "--template="]);
  if (!(await isSetUp(directory, url))) {
    // The URL may be another one since; it is written whole or not at all.
    await git(["config", "remote.origin.url", url]);
    await git(["config", "remote.origin.fetch", everyBranch]);
  }
  const ref = `+refs/heads/${branch}:refs/remotes/origin/${branch}`;
  await git(["fetch", "--progress", "--no-tags", "--prune", "origin", ref], silentMs);
  try {
    await git(["checkout", "--quiet", "--force", "--detach", commit]);
  } catch (error) {
    if (access.signal.aborted || (await holdsCommit(git, commit))) throw error;
    return false;
  }
  await git(["clean", "--quiet", "-ffdx"]);
  return true;
}

const everyBranch = "+refs/heads/*:refs/remotes/origin/*";

/** Whether both stand in its settings as Git writes them: to find that out costs no program. */
async function isSetUp(directory: string, url: string): Promise<boolean> {
  const settings = await readFile(join(directory, ".git", "config"), "utf8").catch(() => "");
  return [`\turl = ${url}\n`, `\tfetch = ${everyBranch}\n`].every((line) => settings.includes(line));
}

const holdsCommit = (git: (args: string[]) => Promise<string>, commit: string): Promise<boolean> =>
  git(["cat-file", "-e", `${commit}^{commit}`]).then(
    () => true,
    () => false,
  );
