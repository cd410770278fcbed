import { existsSync } from "node:fs";
import { join } from "node:path";
import { Failure, preconditionError } from "../lib/errors.ts";
import { ProcessFailure, run } from "../lib/processes.ts";
import { readJson, writeJson } from "../sandbox/files.ts";
import type { Paths } from "../sandbox/paths.ts";
import type { Terminal } from "./terminal.ts";

/** Where a demo lives: a folder of its own, kept from run to run. */
export interface Workspace {
  /** Of the project, and so of its image, chart and containers. */
  name: string;
  folder: string;
  repository: string;
  /** The bare repository that plays the Git host. */
  remote: string;
}

export const branch = "main";

export const demosFolder = (paths: Paths): string => join(paths.state, "demo");

function workspaceAt(paths: Paths, name: string): Workspace {
  const folder = join(demosFolder(paths), name);
  return { name, folder, repository: join(folder, name), remote: join(folder, `${name}.git`) };
}

const git = async ({ repository }: Workspace, ...args: string[]): Promise<string> =>
  (await run("git", ["-C", repository, ...args])).stdout.trim();

const succeeds = (question: Promise<unknown>): Promise<boolean> =>
  question.then(
    () => true,
    () => false,
  );

export const trackedFiles = async (workspace: Workspace): Promise<string[]> =>
  (await git(workspace, "ls-files", "-z")).split("\0").filter(Boolean);

export const hasChanges = async (workspace: Workspace): Promise<boolean> =>
  (await git(workspace, "status", "--porcelain")) !== "";

export const headOf = (workspace: Workspace): Promise<string> => git(workspace, "rev-parse", "HEAD");

/** The version of the commit that is checked out. */
export async function releasedVersion(workspace: Workspace): Promise<string> {
  const version = /^v(\d+\.\d+\.\d+)$/m.exec(await git(workspace, "tag", "--points-at", "HEAD"))?.[1];
  if (version) return version;
  throw preconditionError("chatops release has succeeded, but the commit carries no version tag");
}

/**
 * Goes on in the repository of an earlier run, or makes a new one. One that a person has changed beyond that stays as
 * it is, and another one is used.
 */
export async function openWorkspace(terminal: Terminal, paths: Paths, name: string): Promise<Workspace> {
  for (let number = 1; ; number++) {
    const workspace = workspaceAt(paths, number === 1 ? name : `${name}-${number}`);
    if (!existsSync(workspace.folder) || (isOurs(workspace) && !(await isSetUp(workspace)))) {
      await setUp(terminal, workspace);
      return workspace;
    }
    const obstacle = isOurs(workspace) ? await resume(terminal, workspace) : "it was not made by the demo";
    if (!obstacle) return workspace;
    terminal.say(`${workspace.folder} stays as it is: ${obstacle}.`);
  }
}

/** What a demo keeps in its folder, which also tells that it made it. */
interface Memory {
  port?: number;
}

const memoryFile = ({ folder }: Workspace) => join(folder, "made-by-npm-run-demo.json");
const isOurs = (workspace: Workspace) => existsSync(memoryFile(workspace));

export const readMemory = (workspace: Workspace): Memory | undefined => readJson<Memory>(memoryFile(workspace));
export const remember = (workspace: Workspace, memory: Memory): void => writeJson(memoryFile(workspace), memory);

/** The remote is named last, so whatever has one is complete. */
const isSetUp = async (workspace: Workspace) =>
  existsSync(join(workspace.repository, ".git")) && (await succeeds(git(workspace, "remote", "get-url", "origin")));

/** Can be interrupted anywhere and run again. */
async function setUp(terminal: Terminal, workspace: Workspace): Promise<void> {
  const { folder, repository, remote } = workspace;
  remember(workspace, {});
  const init = ["git", "init", "--quiet", `--initial-branch=${branch}`];
  await terminal.type([...init, "--bare", `${workspace.name}.git`], { cwd: folder });
  await terminal.type([...init, workspace.name], { cwd: folder });
  await configure(workspace);
  await terminal.type(["git", "remote", "add", "origin", remote], { cwd: repository });
}

/** What only this repository needs: a committer on a machine that has none, and no questions for a passphrase. */
async function configure(workspace: Workspace): Promise<void> {
  for (const key of ["user.name", "user.email"]) {
    const isSet = await succeeds(git(workspace, "config", key));
    if (!isSet) await git(workspace, "config", key, key === "user.name" ? "chatops demo" : "demo@chatops.invalid");
  }
  for (const setting of ["commit.gpgSign=false", "tag.gpgSign=false", "core.hooksPath=.git/hooks", "core.pager=cat"]) {
    await git(workspace, "config", ...setting.split("="));
  }
}

/** Readies the repository for another run, losing nothing; returns what stands in the way. */
async function resume(terminal: Terminal, workspace: Workspace): Promise<string | undefined> {
  const { repository } = workspace;
  try {
    const hasCommits = await succeeds(git(workspace, "rev-parse", "--verify", "HEAD"));
    if (hasCommits && (await hasChanges(workspace))) {
      terminal.say(
        "There are changes that nobody committed; they are put aside, and `git stash pop` brings them back.",
      );
      const message = "From before the demo started over";
      await terminal.type(["git", "stash", "push", "--include-untracked", "--message", message], { cwd: repository });
    }
    if (hasCommits) await git(workspace, "switch", branch);
    await git(workspace, "fetch", "--quiet", "origin");
    const isPushed = await succeeds(git(workspace, "rev-parse", "--verify", `origin/${branch}`));
    if (isPushed) await git(workspace, "merge", "--ff-only", `origin/${branch}`);
    return undefined;
  } catch (error) {
    if (!(error instanceof Failure) || error.reason === "interrupted" || error.reason === "terminated") throw error;
    const said = error instanceof ProcessFailure ? error.details.at(-1) : undefined;
    return `git cannot go on there (${said ?? error.message})`;
  }
}
