import type { Cluster } from "../../adapters/kubernetes/cluster.ts";
import { listPods } from "../../adapters/kubernetes/pods.ts";
import { repositoryOf, tagOf } from "../../domain/image/reference.ts";
import { imageObjections, imagesOf, isOfRegistry, type KnownImage } from "../../domain/preflight/images.ts";
import type { Objection } from "../../domain/preflight/missing-settings.ts";
import { containersOf, startedPods } from "../../domain/preflight/started-pods.ts";
import type { Node } from "../../domain/rollout/objects.ts";
import type { Access } from "../../releases/access.ts";
import { openImage } from "../../releases/artifact-stores.ts";
import type { Plan } from "./plan.ts";
import type { VerifiedImage } from "./verify-artifacts.ts";

/** A registry that is not quick to answer is left to the nodes. */
const patienceMs = 3_000;
const mostImages = 20;

/** What registries and nodes say of the images of all containers, also of hooks and of what comes before the others. */
export async function imageObjectionsOf(
  cluster: Cluster,
  { objects, images }: Pick<Plan, "objects" | "images">,
  { nodes, verified }: { nodes: Promise<Node[] | undefined>; verified: readonly VerifiedImage[] },
  access: Access,
): Promise<Objection[]> {
  const pods = startedPods(objects, cluster.namespace);
  const signal = AbortSignal.any([access.signal, AbortSignal.timeout(patienceMs)]);
  const own = images.map(({ reference }) => reference);
  const asking = imagesOf(pods)
    .slice(0, mostImages)
    .map(async (image) => {
      const known = verified.find((each) => isNamed(each, image));
      return [image, known ?? (await lookUp(image, own, { env: access.env, signal }))] as const;
    });
  const [all, asked] = await Promise.all([nodes, Promise.all(asking)]);
  const known = asked.flatMap(([image, found]) => (found ? [[image, found] as const] : []));
  const isComplete = known.every(([image, { isThere }]) => isThere || own.includes(image));
  const used = isComplete ? [] : await usedImages(cluster);
  return imageObjections(pods, new Map(known), { own, nodes: all, used });
}

const isNamed = ({ repository, digest }: VerifiedImage, image: string): boolean =>
  repositoryOf(image) === repository && image.endsWith(`@${digest}`);

async function usedImages(cluster: Cluster): Promise<string[]> {
  return (await listPods(cluster)).flatMap(({ spec }) =>
    spec ? containersOf(spec).flatMap(({ image }) => image ?? []) : [],
  );
}

/**
 * Undefined if the registry cannot be asked from here: the nodes may well reach it. For which processors it is only our own
 * registry is asked: others count each download, and allow few.
 */
async function lookUp(image: string, own: readonly string[], access: Access): Promise<KnownImage | undefined> {
  try {
    const { registry, credentials } = await openImage(repositoryOf(image), access);
    const tag = tagOf(image);
    const isThere = await registry.has(tag);
    const found = isThere && own.some((one) => isOfRegistry(image, one)) ? await registry.find(tag) : undefined;
    return { isThere, architectures: found?.architectures ?? [], isPublic: credentials === undefined };
  } catch {
    return undefined;
  }
}
