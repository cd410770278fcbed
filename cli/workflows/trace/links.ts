import { connectEngine, findImage } from "../../adapters/engine.ts";
import { releaseTip, type VersionTag } from "../../adapters/git/releases.ts";
import { type Repository, subjectOf } from "../../adapters/git/repository.ts";
import { readSignatures } from "../../adapters/git/signatures.ts";
import { digestOf } from "../../domain/digest.ts";
import { labels } from "../../domain/image/reference.ts";
import { imagesOf, type Release, runReference } from "../../domain/release/release.ts";
import { signatureWords } from "../../domain/release/signature.ts";
import { openImage, type Reach } from "../../releases/artifact-stores.ts";
import { openStoreOf } from "../../releases/chart-stores.ts";
import { agreement, check } from "../../releases/check-link.ts";
import type { Link } from "../../results/trace.ts";

/** Of each image that the tag names. */
export const imageLinks = (release: Release, reach: Reach): Promise<Link>[] =>
  imagesOf(release).map((image) => imageLink({ ...release, image }, reach));

/** The registry, or the engine if the image was never pushed, has the image. */
const imageLink = (release: Pick<Release, "image" | "version" | "commit">, reach: Reach): Promise<Link> =>
  check("image", runReference(release), async () => {
    const { repository, digest, id } = release.image;
    if (!digest) {
      const local = await findImage(await connectEngine(reach.env), runReference(release));
      return agreement(
        local?.id === id,
        "in this engine",
        local ? `this engine has ${local.id}` : "this engine does not have it",
      );
    }
    const { registry } = await openImage(repository, reach);
    const found = await registry.find(release.version);
    const same = found?.digest === digest && found.labels[labels.revision] === release.commit;
    return agreement(
      same,
      "the registry has it, labelled with this commit",
      found ? `the registry has ${found.digest}` : "the registry does not have it",
    );
  });

/** The chart is where it was published, as the tag names it. */
export function chartLink({ chart, version }: Release, reach: Reach): Promise<Link> | undefined {
  if (!chart) return undefined;
  const { name, digest } = chart;
  return check("chart", `${name} ${version} ${digest}`, async () => {
    const store = openStoreOf(chart, reach);
    const packaged = await store.download({ name, version });
    const found = packaged && digestOf(packaged);
    return agreement(
      found === digest,
      `in ${store.place}`,
      found ? `${store.place} has ${found}` : `${store.place} does not have it`,
    );
  });
}

/** The tag, and who signed it; a signature that does not fit is a difference, one that nobody here can check is none. */
export const tagLink = (repository: Repository, { name, object }: VersionTag, branch: string): Promise<Link> =>
  check("tag", name, async () => {
    const signatures = await readSignatures(repository, [{ name, object }], await releaseTip(repository, branch));
    const { state, ...signature } = signatures.get(name) ?? { state: "none" };
    const place = repository.remote ? `on ${repository.remote.name}` : "in this repository only";
    const note = [place, signatureWords({ state, ...signature })].filter(Boolean).join(", ");
    return { state: state === "bad" ? "differs" : "agrees", note };
  });

export const commitLink = (repository: Repository, commit: string): Promise<Link> =>
  check("commit", commit, async () => ({ state: "agrees", note: await subjectOf(repository, commit) }));
