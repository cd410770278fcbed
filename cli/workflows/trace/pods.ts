import { messageOf } from "../../../lib/errors.ts";
import { findPod, type RunningPod } from "../../adapters/kubernetes/pods.ts";
import { readPromotions } from "../../adapters/kubernetes/record.ts";
import { observeRelease } from "../../adapters/kubernetes/release.ts";
import type { Config } from "../../core/config/schema.ts";
import { repositoryOf, versionOfImage } from "../../domain/image/reference.ts";
import { lastPromoted, type Promotion } from "../../domain/promotion/history.ts";
import { type Release, runReference } from "../../domain/release/record.ts";
import type { Link } from "../../domain/trace.ts";
import type { Access } from "../access.ts";
import type { Reach } from "../artifacts.ts";
import { type Identity, identify } from "../identity.ts";
import { type ClusterChoice, type ClusterPlace, openPlace } from "../places/cluster.ts";
import { agreement, check } from "./check.ts";

/** A pod, and the environment that it runs in. */
export interface FoundPod {
  pod: RunningPod;
  place: ClusterPlace;
  /** Undefined where none of its images has a version as its tag. */
  version: string | undefined;
}

/**
 * Looks for a pod in every cluster of chatops.yaml: the one of this name, or one of the project's own. `unseen` says
 * which could not be looked into, and why.
 */
export async function findInClusters(
  config: Config,
  name: string | undefined,
  choice: ClusterChoice,
  access: Access,
): Promise<{ pod: FoundPod | undefined; unseen: string[] }> {
  const unseen: string[] = [];
  const looking = Object.entries(config.environments).map(async ([environment, { kubernetes }]) => {
    if (!kubernetes) return undefined;
    try {
      const place = await openPlace(config, [environment, kubernetes], choice, access);
      return await (name ? named(place, name.replace(/^pods?\//, "")) : ownPod(place));
    } catch (error) {
      unseen.push(`${environment}: ${messageOf(error)}`);
      return undefined;
    }
  });
  const found = await Promise.all(looking);
  return { pod: found.find((pod) => pod !== undefined), unseen };
}

async function named(place: ClusterPlace, name: string): Promise<FoundPod | undefined> {
  const pod = await findPod(place.cluster, name);
  return pod && { pod, place, version: versionOf(pod) };
}

async function ownPod(place: ClusterPlace): Promise<FoundPod | undefined> {
  const { pods } = await observeRelease(place.cluster, place.helmRelease);
  const pod = pods.find((candidate) => candidate.isReady && versionOf(candidate) !== undefined);
  return pod && { pod, place, version: versionOf(pod) };
}

const versionOf = ({ containers }: RunningPod): string | undefined =>
  containers.map(({ image }) => versionOfImage(image)).find((version) => version !== undefined);

/** The pod runs the very image that the tag names. */
export const podLink = ({ pod, place }: FoundPod, release: Release, reach: Reach): Promise<Link> =>
  check("pod", `${pod.name} in namespace ${place.cluster.namespace}`, async () => {
    const reference = runReference(release);
    const container = pod.containers.find(({ image }) => image === reference);
    if (!container) return agreement(false, "", `runs ${pod.containers.map(({ image }) => image).join(", ")}`);
    const { is } = await identityOf(container.imageId, release, reach);
    const where = `${pod.isReady ? "ready" : "not ready"} on ${pod.node ?? "no node"}`;
    const name = container.imageId || "nothing yet";
    if (is === "unknown")
      return { state: "not checked", note: `${where}, is to run this image; its node calls it ${name}` };
    return agreement(is === "released", `${where}, runs this image`, `${where}, its node runs another image, ${name}`);
  });

async function identityOf(imageId: string, { image, commit }: Release, reach: Reach): Promise<Identity> {
  const { repository, digest, id } = image;
  if (imageId === id) return { is: "released" };
  return digest ? identify({ repository, digest, commit }, imageId, reach) : { is: "unknown" };
}

/** The environment's history says that this release was brought there, with the chart that the tag names. */
export const promotionLink = ({ place }: FoundPod, release: Release): Promise<Link> =>
  check("promotion", `${release.version} in ${place.environment}`, async () => {
    const { promotions } = await readPromotions(place.cluster, place.bookkeeping);
    const last = promotions.findLast(({ version }) => version === release.version);
    const current = lastPromoted({ promotions });
    if (current && (!last || promotions.indexOf(last) < promotions.indexOf(current)))
      return agreement(false, "", `the history says that ${current.version} runs there`);
    if (!last) return { state: "not checked", note: "the environment's history does not know it" };
    const isSame = last.chartDigest === release.chart?.digest && last.image === runReference(release);
    return agreement(isSame, wordsOf(last), `the history says ${last.image}, chart ${last.chartDigest}`);
  });

/** Of a pod that runs no release: somebody may have put it in the place of one. */
export const strangerLink = ({ pod, place }: FoundPod): Promise<Link> =>
  check("pod", pod.name, async () => {
    const current = lastPromoted(await readPromotions(place.cluster, place.bookkeeping));
    const isOwn = pod.containers.some(
      ({ name, image }) => name === place.helmRelease || isSameName(image, current?.image),
    );
    if (!current || !isOwn) return { state: "not checked", note: unreleased };
    const images = pod.containers.map(({ image }) => image).join(", ");
    return agreement(false, "", `runs ${images}, no release; the history says that ${current.version} runs there`);
  });

export const unreleased = "no release: built from a working tree or not tagged here";

const isSameName = (image: string, other = "") => repositoryOf(image) === repositoryOf(other);

const wordsOf = ({ outcome, revision, at, by }: Promotion): string =>
  `${outcome}, revision ${revision}, ${at.slice(0, 16).replace("T", " ")} by ${by}`;
