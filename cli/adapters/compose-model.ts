import { existsSync } from "node:fs";
import { dirname, join, sep } from "node:path";
import { type Failure, usageError } from "../../lib/errors.ts";
import { ProcessFailure } from "../../lib/processes.ts";
import { composeFiles } from "../core/compose-files.ts";
import { runProgram } from "../core/programs.ts";
import { usedOf } from "../domain/deployment/build-keys.ts";
import type { ComposeBuild, ComposeModel } from "../domain/deployment/compose-model.ts";
import { wayPastRefusal } from "../domain/deployment/compose-refusals.ts";
import { escaped, unescaped } from "../domain/deployment/dollars.ts";
import { type ImageBuild, secretsOf } from "../domain/deployment/image-build.ts";

/** Compose files in a folder, and who reads them. */
export interface ComposeSource {
  /** Name of the Compose project. */
  name: string;
  /** The project's folder, which Compose runs in: its `.env` has variables of the files. */
  directory: string;
  /** What a person calls that folder. */
  calledBy: string;
  /** The file in it, as chatops.yaml names it: relative paths are relative to its own folder, whose `.env` counts as well. */
  file: string;
  env: NodeJS.ProcessEnv;
  signal: AbortSignal;
}

/** The folder of the Compose file, which Compose takes for that of its project. */
export const folderOf = ({ directory, file }: Pick<ComposeSource, "directory" | "file">): string =>
  dirname(join(directory, file));

const readingMs = 60_000;

/** A model, and which variables Compose took for an empty text, since they are not set. */
export interface ReadModel {
  model: ComposeModel;
  unset: string[];
}

/** One model of all that the files include and extend, its variables filled in. Throws with Compose's words if it refuses them. */
export const readModel = (source: ComposeSource): Promise<ReadModel> => config(source, []);

/** The same with its variables as they are written, and nothing else that reads as one. */
export async function readRawModel(source: ComposeSource): Promise<ComposeModel> {
  const { model } = await config(source, ["--no-interpolate"]);
  return withFoldersEscaped(model, folderOf(source));
}

/** Compose makes paths absolute, and would take the name of a folder for a variable when it reads them again. */
function withFoldersEscaped(model: ComposeModel, folder: string): ComposeModel {
  const names = folder.split(sep);
  const written = names.flatMap((name, at) => (name.includes("$") ? [names.slice(0, at + 1).join(sep)] : []));
  const text = written
    .toReversed()
    .map(inJson)
    .reduce((json, path) => json.replaceAll(path, () => escaped(path)), JSON.stringify(model));
  return JSON.parse(text);
}

const inJson = (text: string): string => JSON.stringify(text).slice(1, -1);

/** What Compose makes of a model that was made of its own. */
export const readModelAgain = (source: ComposeSource, model: ComposeModel): Promise<ReadModel> =>
  config(source, [], JSON.stringify(model));

/** How an image is built, and which of its variables are not set. */
export interface ReadBuild extends Pick<ReadModel, "unset">, ImageBuild {}

/**
 * How the files build the image of a service, which is found in their model; undefined if they do not.
 * Variables that only its containers need may be missing.
 */
export async function readBuild(
  source: ComposeSource,
  find: (model: ComposeModel) => string | undefined,
): Promise<ReadBuild | undefined> {
  const raw = await readRawModel(source);
  const service = find(raw) ?? "";
  const build = raw.services?.[service]?.build;
  if (!build) return undefined;
  const { secrets } = raw;
  if (!JSON.stringify([build, secrets]).includes("$")) return { build, secrets: secretsOf(build, raw), unset: [] };
  const alone = { services: { [service]: { build: usedOf(build) } }, ...(secrets && { secrets }) };
  const { model, unset } = await readModelAgain(source, alone);
  const filled = unescaped<ComposeBuild>({ ...build, ...model.services?.[service]?.build });
  return { build: filled, secrets: secretsOf(filled, unescaped(model)), unset };
}

/** Texts with the variables in them filled in. */
export async function fillIn(source: ComposeSource, texts: readonly string[]): Promise<string[]> {
  const labels = Object.fromEntries(texts.map((text, index) => [`text-${index}`, text]));
  const { model } = await readModelAgain(source, { services: { texts: { image: "texts", labels } } });
  const filled = model.services?.texts?.labels ?? {};
  return texts.map((text, index) => unescaped(filled[`text-${index}`] ?? text));
}

async function config(
  { name, directory, calledBy, file, env, signal }: ComposeSource,
  options: string[],
  input?: string,
): Promise<ReadModel> {
  const project = ["compose", "--project-name", name, "--project-directory", folderOf({ directory, file })];
  const named = input === undefined ? fileArguments(directory, file) : ["--file", "-"];
  const args = [...project, ...named, "config", ...options, "--format", "json"];
  try {
    // That of the shell names files of another folder, in place of the one that chatops.yaml names; a `.env` may.
    const { COMPOSE_FILE: _, ...own } = env;
    const running = { cwd: directory, env: own, signal, timeoutMs: readingMs, ...(input !== undefined && { input }) };
    const { stdout, stderr } = await runProgram("docker", args, running);
    return { model: JSON.parse(stdout), unset: unsetIn(stderr) };
  } catch (error) {
    if (!(error instanceof ProcessFailure) || error.isTimeout) throw error;
    throw refusal(error, (line) => line.replaceAll(directory, calledBy));
  }
}

/** Compose warns of each, in a log line whose quotes are escaped. */
const unsetIn = (stderr: string): string[] => [
  ...new Set([...stderr.matchAll(/The \\?"(\w+)\\?" variable is not set/g)].map(([, name = ""]) => name)),
];

/** The project's file: as chatops.yaml calls it, or by another of the names that Compose knows if it calls it as they all do. */
export function findComposeFile(directory: string, file: string): string | undefined {
  const names = file === composeFiles[0] ? composeFiles : [file];
  return names.find((name) => existsSync(join(directory, name)));
}

/** Files that Compose would find as well, and passes over for the first of its names. */
export const passedOver = (directory: string, file: string): string[] =>
  file === composeFiles[0] ? composeFiles.filter((name) => existsSync(join(directory, name))).slice(1) : [];

/** A file that Compose finds itself is not named to it, so that it reads the override file beside it as well. */
function fileArguments(directory: string, file: string): string[] {
  const found = composeFiles.find((name) => existsSync(join(directory, name)));
  const meant = findComposeFile(directory, file) ?? file;
  return found === meant ? [] : ["--file", join(directory, meant)];
}

function refusal(error: ProcessFailure, inUsersWords: (line: string) => string): Failure {
  const isMissing = /is not a docker command|unknown (shorthand )?(flag|command)/i.test(error.stderr);
  return usageError(isMissing ? "docker has no compose plugin" : "docker compose refuses the Compose file", {
    details: error.details.map(inUsersWords),
    hint: isMissing ? "Install it: https://docs.docker.com/compose/install/" : wayPastRefusal(error.details),
  });
}
