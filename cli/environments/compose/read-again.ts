import { pinned } from "../../domain/deployment/compose.ts";
import type { Target } from "../../domain/deployment/rollback-target.ts";
import { forOneService, type Release, runReference, servicesOf } from "../../domain/release/release.ts";
import { accessOf } from "../../releases/access.ts";
import { type ComposeVersion, readVersion } from "./compose-version.ts";
import { type KeptVersion, keepNamed, seenBy } from "./keep-version.ts";
import { namedServices, treeOf, type Work } from "./plan.ts";

/** A version as it was kept, or as its files are read again, and which of its services runs the project's image. */
export type Found = KeptVersion & { service: string };

/** Reads the files of a commit or, without one, those of the working tree. */
export async function readAgain(work: Work, target: Target, commit: string | undefined): Promise<Found | undefined> {
  const { image } = target;
  const { request, settings, local, session, keeper, engine } = work;
  const access = accessOf(session);
  const tree = await treeOf(request, commit, access).catch(() => undefined);
  try {
    if (!tree) return undefined;
    const release = request.releases.tags.find((tag) => tag.version === target.version)?.release;
    const named = release ? servicesOf(release) : namedServices(request.project);
    const version = await readVersion(tree, { ...request, named, settings, local }, access);
    const { steps } = session;
    const isSeen = seenBy(engine, image.id || image.reference, steps);
    const kept = await keepNamed(version, { keeper, isSeen, warn: steps.warn });
    const { service } = version;
    const images = otherImages(target, release, version);
    return { ...kept, model: pinned(kept.model, { service, images, marks: undefined }), service };
  } catch {
    access.signal.throwIfAborted();
    return undefined;
  } finally {
    await tree?.dispose();
  }
}

/**
 * The image of each service that does not run that of the project's own one: what ran or, where nothing says so, what the tag
 * has. An environment may have pulled a copy from a registry of its own, which the tag does not name.
 */
export function otherImages(
  { images: ran }: Pick<Target, "images">,
  release: Release | undefined,
  { released, service }: Pick<ComposeVersion, "released" | "service">,
): ReadonlyMap<string, string> {
  const imageOf = (one: string, own: string) =>
    ran.get(one) ?? ran.get(own) ?? (release && runReference(forOneService(release, own)));
  return new Map(
    [...released].flatMap(([one, own]) => {
      const image = own === service ? undefined : imageOf(one, own);
      return image ? [[one, image] as const] : [];
    }),
  );
}
