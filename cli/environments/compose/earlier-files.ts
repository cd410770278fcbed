import { access } from "node:fs/promises";
import type { ComposeProject } from "../../adapters/compose.ts";
import { findImage } from "../../adapters/engine.ts";
import { overrideFile } from "../../domain/deployment/compose.ts";
import type { Target } from "../../domain/deployment/way-back.ts";
import { isDevVersion } from "../../domain/release/version.ts";
import type { Before } from "./inspect.ts";
import { composeFileName, keptFile, overrideFileName } from "./local-state.ts";
import { releasedFile, type Work, workingFile } from "./plan.ts";

/**
 * The Compose project of what ran before: from the file that was kept, else from Git, else from the files that its
 * containers name, else from the working tree if it came from one. Undefined if none of them can be had.
 */
export async function composeOf(target: Target, work: Work, before: Before): Promise<ComposeProject | undefined> {
  const { local, request, settings, keeper } = work;
  const { env } = work.session;
  const { version = "before", files } = target;
  // What another repository started is relative to its folder.
  const directory = (before.isAdopted && target.folder) || request.project.directory;
  const override = { [overrideFileName]: await pin(target, work, before) };
  const kept = await textOf(target, work, before);
  if (kept === undefined && (await areThere(files))) {
    const laidOver = await keeper.keep(version, override);
    return { name: local.project, directory: target.folder ?? directory, files: [...files, ...laidOver], env };
  }
  const text = kept ?? (isDevVersion(version) ? await workingFile({ ...request, settings }) : undefined);
  if (text === undefined) return undefined;
  const written = await keeper.keep(version, { [composeFileName]: text, ...override });
  return { name: local.project, directory, files: written, env };
}

async function textOf(
  { version, commit, files }: Target,
  { local, request, settings }: Work,
  before: Before,
): Promise<string | undefined> {
  if (version === undefined) return undefined;
  const kept = before.kept.get(version);
  // Another repository's version of the same number has another file, in another history.
  if (before.isAdopted) return files.includes(keptFile(local, version)) ? kept : undefined;
  if (kept !== undefined || !commit || isDevVersion(version)) return kept;
  return releasedFile({ ...request, settings }, commit).catch(() => undefined);
}

/** Pins the very image that ran: its name may be another image's by now. */
async function pin(
  { version, commit, service, image, repository }: Target,
  { engine, local: { environment }, described }: Work,
  before: Before,
): Promise<string> {
  const named = await findImage(engine, image.reference).catch(() => undefined);
  const own = before.isAdopted ? undefined : described.repository;
  const marks = version === undefined ? undefined : { version, commit, environment, repository: repository ?? own };
  return overrideFile({ service, image: named?.id === image.id ? image.reference : image.id, marks });
}

async function areThere(files: readonly string[]): Promise<boolean> {
  const found = await Promise.allSettled(files.map((file) => access(file)));
  return files.length > 0 && found.every(({ status }) => status === "fulfilled");
}
