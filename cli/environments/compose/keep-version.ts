import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { ComposeProject } from "../../adapters/compose.ts";
import { type ComposeSource, fillIn } from "../../adapters/compose-model.ts";
import { canMount } from "../../adapters/containers.ts";
import type { Engine } from "../../adapters/engine.ts";
import { isText, kindOf } from "../../adapters/file-copies.ts";
import { readState } from "../../adapters/state.ts";
import type { Steps } from "../../core/steps.ts";
import { type Pinned, pinned } from "../../domain/deployment/compose.ts";
import type { ComposeModel } from "../../domain/deployment/compose-model.ts";
import { type NamedFile, namedFiles, withPlaces, withTexts } from "../../domain/deployment/named-files.ts";
import type { ComposeVersion } from "./compose-version.ts";
import type { FileKeeper } from "./file-keeper.ts";
import { composeFileName, envFileName, filesFolder, keptFile, type LocalState, versionFolder } from "./local-state.ts";
import type { SourceTree } from "./source-tree.ts";

/** What a version is started from: one Compose file and, if the version has one, its own `.env`. */
export interface KeptVersion {
  model: ComposeModel;
  envText: string | undefined;
}

interface Keeping {
  keeper: FileKeeper;
  /** Whether the engine finds a file of this machine. */
  isSeen: (path: string) => Promise<boolean>;
  warn: Steps["warn"];
}

/** Copies the files that a version names and has itself, and names the copies; what it has not is the user's own. */
export async function keepNamed(
  { model, tree, source }: Pick<ComposeVersion, "model" | "tree" | "source">,
  { keeper, isSeen, warn }: Keeping,
): Promise<KeptVersion> {
  const places = new Map<string, string>();
  for (const { path, named } of await resolvedFiles(model, source)) {
    const own = await versionsPlace(tree, path, named, warn);
    const copy = own && (await keeper.keepFile(own));
    const isThere = copy !== undefined && (!named.isMounted || (await isSeen(copy)));
    places.set(named.path, isThere ? copy : tree.usersPlace(path));
  }
  const placed = withPlaces(model, (path) => escaped(places.get(path) ?? path));
  return {
    // What else leads into the tree, such as the device of a volume.
    model: withTexts(placed, (text) => (text.startsWith("/") ? tree.usersPlace(text) : text)),
    envText: await ownVariables(tree, source),
  };
}

/** Asks the engine once, of the first file: it has those of this machine, or other ones. */
export function seenBy(engine: Engine, image: string, { warn }: Steps): Keeping["isSeen"] {
  let answer: Promise<boolean> | undefined;
  return (path) => {
    answer ??= canMount(engine, image, path).then((isSeen) => {
      if (!isSeen) warn(`the engine does not see ${path}: containers mount what is in the working tree`);
      return isSeen;
    });
    return answer;
  };
}

/** Writes what a version is started from, its images pinned. */
export async function writeVersion(
  version: string,
  { model, envText }: KeptVersion,
  pin: Pinned,
  keeper: FileKeeper,
): Promise<Pick<ComposeProject, "files" | "envFile">> {
  const text = `${JSON.stringify(pinned(model, pin), null, 2)}\n`;
  const texts = { [composeFileName]: text, ...(envText !== undefined && { [envFileName]: envText }) };
  const [file = "", envFile] = await keeper.keep(version, texts);
  return { files: [file], envFile };
}

/** What a version was started from; undefined if it is not kept, or not all of it. */
export async function readVersionKept(local: LocalState, version: string): Promise<KeptVersion | undefined> {
  const [text, envText] = await Promise.all([
    textOf(keptFile(local, version)),
    textOf(join(versionFolder(local.folder, version), envFileName)),
  ]);
  try {
    const model = text === undefined ? undefined : (JSON.parse(text) as ComposeModel);
    return model && (await areThere(copiesIn(model, local))) ? { model, envText } : undefined;
  } catch {
    return undefined;
  }
}

const textOf = async (file: string): Promise<string | undefined> => {
  const bytes = await readState(file).catch(() => undefined);
  return bytes && Buffer.from(bytes).toString();
};

const copiesIn = (model: ComposeModel, { folder }: LocalState): string[] =>
  namedFiles(model)
    .map(({ path }) => path.replaceAll("$$", "$"))
    .filter((path) => path.startsWith(`${filesFolder(folder)}/`));

async function areThere(paths: readonly string[]): Promise<boolean> {
  const kinds = await Promise.all(paths.map(kindOf));
  return kinds.every((kind) => kind !== undefined);
}

/** The files that a model names, with the variables in their paths filled in. */
async function resolvedFiles(
  model: ComposeModel,
  source: ComposeSource,
): Promise<{ path: string; named: NamedFile }[]> {
  const all = namedFiles(model);
  const unresolved = all.filter(({ path }) => path.includes("$")).map(({ path }) => path);
  const filled = unresolved.length > 0 ? await fillIn(source, unresolved) : [];
  return all.map((named) => ({ path: filled[unresolved.indexOf(named.path)] ?? named.path, named }));
}

/**
 * Where a version has a file of its own. What containers write is data of the environment: a folder that they may write
 * to, and such a file if it is no text, is empty, or is not any more what Git has.
 */
async function versionsPlace(
  tree: SourceTree,
  path: string,
  { isWritable }: NamedFile,
  warn: Steps["warn"],
): Promise<string | undefined> {
  const own = await tree.ownPlace(path);
  if (own === undefined || !isWritable) return own;
  if ((await kindOf(own)) !== "file" || !(await isText(own))) return undefined;
  const users = tree.usersPlace(path);
  if (await tree.isEdited(path)) {
    warn(`${users} is not as Git has it, and containers may write to it: it is mounted as it is`, mountReadOnly);
    return undefined;
  }
  warn(`containers may write to a copy of ${users}, which another version does not see`, mountReadOnly);
  return own;
}

const mountReadOnly = "Mount it read-only (`:ro`), or take it out of Git if it is data.";

/** The `.env` of a version that has one: its variables are the version's. */
async function ownVariables(tree: SourceTree, { directory, env }: ComposeSource): Promise<string | undefined> {
  // Whoever names such files means those.
  const place = env.COMPOSE_ENV_FILES ? undefined : await tree.ownPlace(join(directory, envFileName));
  return place && readFile(place, "utf8");
}

/** Compose reads `$` as a variable. */
const escaped = (path: string) => path.replaceAll("$", "$$$$");
