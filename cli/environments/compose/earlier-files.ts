import type { ComposeProject } from "../../adapters/compose.ts";
import { modelOf } from "../../adapters/compose.ts";
import { findImage } from "../../adapters/engine.ts";
import { kindOf } from "../../adapters/file-copies.ts";
import { imageForAll, markedService, overrideFile, type Pinned, pinnedLike } from "../../domain/deployment/compose.ts";
import type { ComposeModel } from "../../domain/deployment/compose-model.ts";
import type { Target } from "../../domain/deployment/rollback-target.ts";
import { isDevVersion } from "../../domain/release/version.ts";
import type { Before } from "./inspect.ts";
import { writeVersion } from "./keep-version.ts";
import { keptFile, overrideFileName } from "./local-state.ts";
import { foldersOf, type Work } from "./plan.ts";
import { type Found, readAgain } from "./read-again.ts";

/** What ran before, as it can be started again. */
export interface Earlier {
  compose: ComposeProject;
  /** All of its files in one; empty if Compose does not read them any more. */
  model: ComposeModel;
  /** The one that ran the project's image: a later version may call it otherwise. */
  service: string;
  /** All its services. */
  services: readonly string[];
  /** The id of the image of each that runs the project's. */
  images: ReadonlyMap<string, string>;
}

/**
 * What ran before, from the files that were kept, else from the commit in Git, else from the files that its containers
 * name, else from the working tree if it came from one. Undefined if none of them can be had.
 */
export async function earlierOf(target: Target, work: Work, before: Before): Promise<Earlier | undefined> {
  const { version = "before" } = target;
  const pin = await pinOf(target, work, before);
  const kept = keptOf(target, work, before) ?? (await fromCommit(target, work, before));
  if (!kept && (await areThere(target.files))) return fromContainers(target, work, before, pin);
  const found =
    kept ?? (isDevVersion(version) && !before.isAdopted ? await readAgain(work, target, undefined) : undefined);
  if (!found) return undefined;
  const { model, service } = found;
  const services = Object.keys(model.services ?? {});
  const released = pinnedLike(model, service);
  const idOf = async (reference: string) => (await findImage(work.engine, reference).catch(() => undefined))?.id;
  const others = await imagesThatRan(model, released, target.images, idOf);
  const images = new Map([...imageForAll(released, target.image.id), ...others.ids]);
  const references = new Map([...imageForAll(released, pin.image), ...others.references]);
  const files = await writeVersion(version, found, { marks: pin.marks, service, images: references }, work.keeper);
  return { compose: { ...projectOf(target, work, before), ...files }, model, service, services, images };
}

/**
 * The images of the other services that were pinned, by their ids: the tag that was kept may lead to what a later build made.
 * What never ran is left as it was kept.
 */
export async function imagesThatRan(
  { services = {} }: ComposeModel,
  released: readonly string[],
  ran: Target["images"],
  idOf: (reference: string) => Promise<string | undefined>,
): Promise<Record<"ids" | "references", ReadonlyMap<string, string>>> {
  const ids = new Map<string, string>();
  const references = new Map<string, string>();
  for (const [name, { image, pull_policy }] of Object.entries(services)) {
    const known = ran.get(name);
    if (pull_policy !== "never" || known === undefined || released.includes(name)) continue;
    const id = (await idOf(known)) ?? known;
    ids.set(name, id);
    references.set(name, image !== undefined && (await idOf(image)) === id ? image : id);
  }
  return { ids, references };
}

/** What another repository started is relative to its folder. */
const projectOf = (
  { folder }: Target,
  { local, request, settings, session: { env } }: Work,
  { isAdopted }: Before,
) => ({
  name: local.project,
  ...(isAdopted && folder ? { directory: folder } : foldersOf(request.project, settings)),
  env,
});

export function keptOf(
  { version, files, service }: Pick<Target, "version" | "files" | "service">,
  { local }: Pick<Work, "local">,
  { kept, isAdopted }: Pick<Before, "kept" | "isAdopted">,
): Found | undefined {
  if (version === undefined) return undefined;
  // Another repository's version of the same number has other files, in another history.
  const found = isAdopted && !files.includes(keptFile(local, version)) ? undefined : kept.get(version);
  return found && { ...found, service: markedService(found.model) ?? service };
}

async function fromCommit(target: Target, work: Work, { isAdopted }: Before) {
  const { version, commit } = target;
  const isRelease = version !== undefined && !isDevVersion(version);
  return isRelease && commit && !isAdopted ? readAgain(work, target, commit) : undefined;
}

async function fromContainers(
  target: Target,
  work: Work,
  before: Before,
  { marks, image }: EarlierPin,
): Promise<Earlier> {
  const { session, keeper } = work;
  const { service } = target;
  const images = imageForAll([service], target.image.id);
  const override = overrideFile({ service, images: imageForAll([service], image), marks });
  const laidOver = await keeper.keep(target.version ?? "before", { [overrideFileName]: override });
  const project = projectOf(target, work, before);
  const directory = target.folder ?? project.directory;
  const compose = { ...project, directory, files: [...target.files, ...laidOver] };
  const { signal } = session.steps;
  const model = await modelOf(compose, { signal }).catch((): ComposeModel => ({}));
  const services = model.services ? Object.keys(model.services) : before.containers.map((one) => one.service);
  return { compose, model, services: [...new Set(services)], images, service };
}

interface EarlierPin extends Pick<Pinned, "marks"> {
  image: string;
}

/** Pins the very image that ran: its name may be another image's by now. */
async function pinOf(
  { version, commit, image, repository }: Target,
  { engine, local: { environment }, described }: Work,
  before: Before,
): Promise<EarlierPin> {
  const named = await findImage(engine, image.reference).catch(() => undefined);
  const own = before.isAdopted ? undefined : described.repository;
  const marks = version === undefined ? undefined : { version, commit, environment, repository: repository ?? own };
  return { image: named?.id === image.id ? image.reference : image.id, marks };
}

async function areThere(files: readonly string[]): Promise<boolean> {
  const kinds = await Promise.all(files.map(kindOf));
  return files.length > 0 && kinds.every((kind) => kind !== undefined);
}
