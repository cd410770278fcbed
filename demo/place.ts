import { existsSync } from "node:fs";
import { join } from "node:path";
import { Failure, preconditionError } from "../lib/errors.ts";
import { ProcessFailure, run } from "../lib/processes.ts";
import { readJson, writeJson } from "../sandbox/files.ts";
import type { Paths } from "../sandbox/paths.ts";
import type { Terminal } from "./terminal.ts";

/** Where a demo lives: a folder of its own, kept from run to run. */
export interface Place {
  /** Of the project, and so of its image, chart and containers. */
  name: string;
  folder: string;
  repository: string;
  /** The bare repository that plays the Git host. */
  remote: string;
}

export const branch = "main";

export const demosFolder = (paths: Paths): string => join(paths.state, "demo");

function placeAt(paths: Paths, name: string): Place {
  const folder = join(demosFolder(paths), name);
  return { name, folder, repository: join(folder, name), remote: join(folder, `${name}.git`) };
}

const git = async ({ repository }: Place, ...args: string[]): Promise<string> =>
  (await run("git", ["-C", repository, ...args])).stdout.trim();

const succeeds = (question: Promise<unknown>): Promise<boolean> =>
  question.then(
    () => true,
    () => false,
  );

export const trackedFiles = async (place: Place): Promise<string[]> =>
  (await git(place, "ls-files", "-z")).split("\0").filter(Boolean);

export const hasChanges = async (place: Place): Promise<boolean> => (await git(place, "status", "--porcelain")) !== "";

/** The version of the commit that is checked out. */
export async function releasedVersion(place: Place): Promise<string> {
  const version = /^v(\d+\.\d+\.\d+)$/m.exec(await git(place, "tag", "--points-at", "HEAD"))?.[1];
  if (version) return version;
  throw preconditionError("chatops release has succeeded, but the commit carries no version tag");
}

/**
 * Goes on in the repository of an earlier run, or makes a new one. One that a person has changed beyond that stays as
 * it is, and another one is used.
 */
export async function openPlace(terminal: Terminal, paths: Paths, name: string): Promise<Place> {
  for (let number = 1; ; number++) {
    const place = placeAt(paths, number === 1 ? name : `${name}-${number}`);
    if (!existsSync(place.folder) || (isOurs(place) && !(await isSetUp(place)))) {
      await setUp(terminal, place);
      return place;
    }
    const obstacle = isOurs(place) ? await goOn(terminal, place) : "it was not made by the demo";
    if (!obstacle) return place;
    terminal.say(`${place.folder} stays as it is: ${obstacle}.`);
  }
}

/** What a demo keeps in its folder, which also tells that it made it. */
interface Memory {
  port?: number;
}

const memoryFile = ({ folder }: Place) => join(folder, "made-by-npm-run-demo.json");
const isOurs = (place: Place) => existsSync(memoryFile(place));

export const readMemory = (place: Place): Memory | undefined => readJson<Memory>(memoryFile(place));
export const remember = (place: Place, memory: Memory): void => writeJson(memoryFile(place), memory);

/** The remote is named last, so whatever has one is complete. */
const isSetUp = async (place: Place) =>
  existsSync(join(place.repository, ".git")) && (await succeeds(git(place, "remote", "get-url", "origin")));

/** Can be interrupted anywhere and run again. */
async function setUp(terminal: Terminal, place: Place): Promise<void> {
  const { folder, repository, remote } = place;
  remember(place, {});
  const init = ["git", "init", "--quiet", `--initial-branch=${branch}`];
  await terminal.type([...init, "--bare", `${place.name}.git`], { cwd: folder });
  await terminal.type([...init, place.name], { cwd: folder });
  await configure(place);
  await terminal.type(["git", "remote", "add", "origin", remote], { cwd: repository });
}

/** What only this repository needs: a committer on a machine that has none, and no questions for a passphrase. */
async function configure(place: Place): Promise<void> {
  for (const key of ["user.name", "user.email"]) {
    const isSet = await succeeds(git(place, "config", key));
    if (!isSet) await git(place, "config", key, key === "user.name" ? "chatops demo" : "demo@chatops.invalid");
  }
  for (const setting of ["commit.gpgSign=false", "tag.gpgSign=false", "core.hooksPath=.git/hooks", "core.pager=cat"]) {
    await git(place, "config", ...setting.split("="));
  }
}

/** Readies the repository for another run, losing nothing; returns what stands in the way. */
async function goOn(terminal: Terminal, place: Place): Promise<string | undefined> {
  const { repository } = place;
  try {
    const hasCommits = await succeeds(git(place, "rev-parse", "--verify", "HEAD"));
    if (hasCommits && (await hasChanges(place))) {
      terminal.say(
        "There are changes that nobody committed; they are put aside, and `git stash pop` brings them back.",
      );
      const message = "From before the demo started over";
      await terminal.type(["git", "stash", "push", "--include-untracked", "--message", message], { cwd: repository });
    }
    if (hasCommits) await git(place, "switch", branch);
    await git(place, "fetch", "--quiet", "origin");
    const isPushed = await succeeds(git(place, "rev-parse", "--verify", `origin/${branch}`));
    if (isPushed) await git(place, "merge", "--ff-only", `origin/${branch}`);
    return undefined;
  } catch (error) {
    if (!(error instanceof Failure) || error.reason === "interrupted" || error.reason === "terminated") throw error;
    const said = error instanceof ProcessFailure ? error.details.at(-1) : undefined;
    return `git cannot go on there (${said ?? error.message})`;
  }
}
