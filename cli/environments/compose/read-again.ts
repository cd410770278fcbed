import { pinned } from "../../domain/deployment/compose.ts";
import type { Target } from "../../domain/deployment/rollback-target.ts";
import { forOneService, type Release, runReference, servicesOf } from "../../domain/release/release.ts";
import { accessOf } from "../../releases/access.ts";
import { type ComposeVersion, readVersion } from "./compose-version.ts";
import { type KeptVersion, keepNamed, seenBy } from "./keep-version.ts";
import { treeOf, type Work } from "./plan.ts";

/** A version as it was kept, or as its files are read again, and which of its services runs the project's image. */
export type Found = KeptVersion & { service: string };

/** Reads the files of a commit or, without one, those of the working tree. */
export async function readAgain(
  work: Work,
  { version: wanted, image }: Target,
  commit: string | undefined,
): Promise<Found | undefined> {
  const { request, settings, local, session, keeper, engine } = work;
  const access = accessOf(session);
  const tree = await treeOf(request, commit, access).catch(() => undefined);
  try {
    if (!tree) return undefined;
    const release = request.releases.tags.find((tag) => tag.version === wanted)?.release;
    const named = release && servicesOf(release);
    const version = await readVersion(tree, { ...request, named, settings, local }, access);
    const { steps } = session;
    const isSeen = seenBy(engine, image.id || image.reference, steps);
    const kept = await keepNamed(version, { keeper, isSeen, warn: steps.warn });
    const { service } = version;
    const images = release ? otherImages(release, version) : new Map<string, string>();
    return { ...kept, model: pinned(kept.model, { service, images, marks: undefined }), service };
  } catch {
    access.signal.throwIfAborted();
    return undefined;
  } finally {
    await tree?.dispose();
  }
}

/** The image of each service that does not run that of the project's own service. */
const otherImages = (release: Release, { released, service }: Pick<ComposeVersion, "released" | "service">) =>
  new Map(
    [...released].flatMap(([one, own]) =>
      own === service ? [] : [[one, runReference(forOneService(release, own))] as const],
    ),
  );
