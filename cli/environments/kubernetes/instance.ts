import { readPromotions } from "../../adapters/kubernetes/history-configmap.ts";
import { findPod, type RunningPod } from "../../adapters/kubernetes/pods.ts";
import { observeRelease } from "../../adapters/kubernetes/release.ts";
import { imagesOf, lastHealthy, noHistory, type Promotion } from "../../domain/environment/history.ts";
import { repositoryOf, versionOfImage } from "../../domain/image/reference.ts";
import { imageNamedBy, namesImageOf, type Release } from "../../domain/release/release.ts";
import type { Reach } from "../../releases/artifact-stores.ts";
import { agreement, check, unreleased } from "../../releases/check-link.ts";
import { type Identity, identify } from "../../releases/image-identity.ts";
import type { Link } from "../../results/trace.ts";
import type { Instance } from "../environment.ts";
import type { Connection } from "./connection.ts";

/** The pod of this name, or one of the project's own that is ready. */
export async function findInstance(connection: Connection, name: string | undefined): Promise<Instance | undefined> {
  const { cluster, bookkeeping } = connection;
  // Whoever may not read the history still has the image's tag.
  const reading = readPromotions(cluster, bookkeeping).catch(() => noHistory);
  const pod = name ? await findPod(cluster, name) : undefined;
  const { promotions } = await reading;
  if (!name) return ownInstance(connection, promotions);
  return pod && instanceOf(pod, versionOf(pod, promotions), connection);
}

const instanceOf = (pod: RunningPod, version: string | undefined, connection: Connection): Instance => ({
  version,
  commit: undefined,
  verify: (release, reach) =>
    Promise.all([podLink(pod, connection, release, reach), promotionLink(connection, release)]),
  strangerLink: () => strangerLink(pod, connection),
});

async function ownInstance(connection: Connection, promotions: readonly Promotion[]): Promise<Instance | undefined> {
  const { pods } = await observeRelease(connection.cluster, connection.helmRelease);
  const ready = pods.filter(({ isReady }) => isReady).map((pod) => ({ pod, version: versionOf(pod, promotions) }));
  const own = ready.find(({ version }) => version !== undefined);
  return own && instanceOf(own.pod, own.version, connection);
}

/** By the digest that was promoted, since a chart may name no tag; else by a tag. */
export function versionOf(
  { containers }: Pick<RunningPod, "containers">,
  promotions: readonly Pick<Promotion, "image" | "images" | "version">[],
): string | undefined {
  const digests = containers.flatMap(({ image }) => digestOf(image) ?? []);
  const promoted = promotions.findLast((promotion) =>
    imagesOf(promotion).some(({ image }) => digests.includes(digestOf(image) ?? "")),
  );
  return promoted?.version ?? containers.map(({ image }) => versionOfImage(image)).find((each) => each !== undefined);
}

const digestOf = (image: string): string | undefined => image.split("@")[1];

/** The pod runs the very images that the tag names. */
export const podLink = (
  pod: RunningPod,
  { cluster }: Pick<Connection, "cluster">,
  release: Release,
  reach: Reach,
): Promise<Link> =>
  check("pod", `${pod.name} in namespace ${cluster.namespace}`, async () => {
    const own = await Promise.all(pod.containers.map((container) => identityOf(container, release, reach)));
    const found = own.filter((identity) => identity !== undefined);
    if (found.length === 0) return agreement(false, "", `runs ${pod.containers.map(({ image }) => image).join(", ")}`);
    const where = `${pod.isReady ? "ready" : "not ready"} on ${pod.node ?? "no node"}`;
    const another = found.find(({ is }) => is === "another");
    const unknown = found.find(({ is }) => is === "unknown");
    if (unknown && !another)
      return { state: "not checked", note: `${where}, is to run this image; its node calls it ${unknown.name}` };
    return agreement(!another, `${where}, runs this image`, `${where}, its node runs another image, ${another?.name}`);
  });

/** What a container runs of the release, and what its node calls it; undefined if it is to run none of its images. */
async function identityOf(
  { image: reference, imageId }: RunningPod["containers"][number],
  release: Release,
  reach: Reach,
): Promise<(Identity & { name: string }) | undefined> {
  const image = imageNamedBy(release, reference);
  if (!image) return undefined;
  const { repository, digest, id } = image;
  const name = imageId || "nothing yet";
  if (imageId === id) return { is: "released", name };
  if (!digest) return { is: "unknown", name };
  return { ...(await identify({ repository, digest, commit: release.commit }, imageId, reach)), name };
}

/** The environment's history says that this release was brought there, with the chart that the tag names. */
const promotionLink = ({ environment, cluster, bookkeeping }: Connection, release: Release): Promise<Link> =>
  check("promotion", `${release.version} in ${environment}`, async () => {
    const { promotions } = await readPromotions(cluster, bookkeeping);
    const last = promotions.findLast(({ version }) => version === release.version);
    const current = lastHealthy({ promotions });
    if (current && (!last || promotions.indexOf(last) < promotions.indexOf(current)))
      return agreement(false, "", `the history says that ${current.version} runs there`);
    if (!last) return { state: "not checked", note: "the environment's history does not know it" };
    const areSame = imagesOf(last).every(({ image }) => namesImageOf(release, image));
    const isSame = last.chartDigest === release.chart?.digest && areSame;
    return agreement(isSame, wordsOf(last), `the history says ${last.image}, chart ${last.chartDigest}`);
  });

/** Of a pod that runs no release: somebody may have put it in the place of one. */
const strangerLink = (pod: RunningPod, { cluster, bookkeeping, helmRelease }: Connection): Promise<Link> =>
  check("pod", pod.name, async () => {
    const current = lastHealthy(await readPromotions(cluster, bookkeeping));
    const recorded = current ? imagesOf(current).map(({ image }) => repositoryOf(image)) : [];
    const isOwn = pod.containers.some(
      ({ name, image }) => name === helmRelease || recorded.includes(repositoryOf(image)),
    );
    if (!current || !isOwn) return { state: "not checked", note: unreleased };
    const images = pod.containers.map(({ image }) => image).join(", ");
    return agreement(false, "", `runs ${images}, no release; the history says that ${current.version} runs there`);
  });

const wordsOf = ({ outcome, revision, at, by }: Promotion): string =>
  `${outcome}, revision ${revision}, ${at.slice(0, 16).replace("T", " ")} by ${by}`;
