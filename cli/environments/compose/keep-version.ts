import { scryptSync } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { ComposeProject } from "../../adapters/compose.ts";
import { type ComposeSource, fillIn, folderOf } from "../../adapters/compose-model.ts";
import { canMount } from "../../adapters/containers.ts";
import type { Engine } from "../../adapters/engine.ts";
import { isCopyIntact, kindOf } from "../../adapters/file-copies.ts";
import { verifyContents } from "../../adapters/git/unresolved-files.ts";
import { readState } from "../../adapters/state.ts";
import type { Steps } from "../../core/steps.ts";
import { type Pinned, pinned } from "../../domain/deployment/compose.ts";
import type { ComposeModel } from "../../domain/deployment/compose-model.ts";
import { type CopiedText, copiedTexts, withCopiesMarked } from "../../domain/deployment/copied-texts.ts";
import { escaped, unescaped } from "../../domain/deployment/dollars.ts";
import {
  type NamedFile,
  namedFiles,
  withoutEnvFiles,
  withPlaces,
  withTexts,
} from "../../domain/deployment/named-files.ts";
import type { ComposeVersion } from "./compose-version.ts";
import type { FileKeeper } from "./file-keeper.ts";
import { composeFileName, envFileName, filesFolder, keptFile, type LocalState, versionFolder } from "./local-state.ts";
import { sourceOf } from "./mount-source.ts";
import type { SourceTree } from "./source-tree.ts";

/** What a version is started from: one Compose file and, unless it takes the user's, a `.env` of its own. */
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
  const absent: string[] = [];
  for (const { path, named } of await resolvedFiles(model, source)) {
    const found = await sourceOf(tree, path, named, warn);
    if (found === "nothing") {
      absent.push(named.path);
      continue;
    }
    if (found) await verifyContents(found.own);
    const copy = found && (await keeper.keepFile(found.own, named));
    const isThere = copy !== undefined && (!named.isMounted || (await isSeen(copy)));
    places.set(named.path, isThere ? copy : tree.usersPlace(path));
  }
  const marked = withCopiesMarked(model, await marksOf(copiedTexts(model), source));
  const placed = withPlaces(withoutEnvFiles(marked, absent), (path) => escaped(places.get(path) ?? path));
  return {
    // What else leads into the tree, such as the device of a volume.
    model: withTexts(placed, (text) => (text.startsWith("/") ? tree.usersPlace(text) : text)),
    envText: await ownVariables(tree, source),
  };
}

/** What tells a text from another one, and from which nobody learns it: it may be a secret. */
async function marksOf(texts: readonly CopiedText[], source: ComposeSource): Promise<Map<string, string>> {
  if (texts.length === 0) return new Map();
  const written = texts.map(({ text }) => text);
  const filled = await fillIn(source, written);
  return new Map(
    texts.map(({ name }, index) => [
      name,
      scryptSync(filled[index] ?? "", `${source.name}/${name}`, 8).toString("hex"),
    ]),
  );
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
  const [file = "", envFile] = await keeper.keep(version, { [composeFileName]: text, [envFileName]: envText });
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
    return model && (await areIntact(copiesIn(model, local))) ? { model, envText } : undefined;
  } catch {
    return undefined;
  }
}

const textOf = async (file: string): Promise<string | undefined> => {
  const bytes = await readState(file).catch(() => undefined);
  return bytes && Buffer.from(bytes).toString();
};

const copiesIn = (model: ComposeModel, { folder }: LocalState): NamedFile[] =>
  namedFiles(model)
    .map((named) => ({ ...named, path: unescaped(named.path) }))
    .filter(({ path }) => path.startsWith(`${filesFolder(folder)}/`));

async function areIntact(copies: readonly NamedFile[]): Promise<boolean> {
  const all = await Promise.all(copies.map(({ path, isWritable }) => isCopyIntact(path, isWritable)));
  return all.every(Boolean);
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
 * The `.env` of a version, whose variables are the version's; an empty one if it has none, since another version may.
 * Undefined if that of the user's folder is meant.
 */
async function ownVariables(tree: SourceTree, source: ComposeSource): Promise<string | undefined> {
  // Whoever names such files means those.
  if (source.env.COMPOSE_ENV_FILES) return undefined;
  // That of the folder which Compose runs in comes before that beside the file: in one text the last value counts.
  const texts = await Promise.all(
    [...new Set([folderOf(source), source.directory])].map((folder) => variablesIn(tree, folder)),
  );
  const own = texts.filter((text) => text !== undefined);
  return own.length < texts.length ? undefined : own.join("\n");
}

async function variablesIn(tree: SourceTree, folder: string): Promise<string | undefined> {
  const path = join(folder, envFileName);
  if ((await kindOf(path)) === undefined) return "";
  const place = await tree.ownPlace(path);
  return place && readFile(place, "utf8");
}
