import { isOfRepository, parseImageName, repositoryOf } from "../image/reference.ts";
import { isElasticNode } from "../rollout/elastic.ts";
import type { Node } from "../rollout/objects.ts";
import type { Objection } from "./missing-settings.ts";
import { containersOf, type StartedPod } from "./started-pods.ts";

/** What a registry says of an image. */
export interface KnownImage {
  isThere: boolean;
  /** Those that it has something for; none if it does not say. */
  architectures: readonly string[];
}

/** By the image's name; those are missing whose registry cannot be asked from here. */
export type KnownImages = ReadonlyMap<string, KnownImage>;

/** Images of the pods, the project's own among them, as manifests name them. */
export const imagesOf = (pods: readonly StartedPod[]): string[] => [
  ...new Set(pods.flatMap(({ spec }) => containersOf(spec).flatMap(({ image }) => image ?? []))),
];

/** The tag or digest that a name ends with. */
export const tagOf = (image: string): string => {
  const [, digest] = image.split("@");
  return digest ?? (image.slice(repositoryOf(image).length + 1) || "latest");
};

/**
 * Images that no node can pull, or start. `own` is the project's image; `used` are those of pods that run, since a kubelet
 * names only its largest images.
 */
export function imageObjections(
  pods: readonly StartedPod[],
  known: KnownImages,
  { own, nodes, used }: { own: string; nodes: readonly Node[] | undefined; used: readonly string[] },
): Objection[] {
  return pods.flatMap((pod) =>
    containersOf(pod.spec).flatMap(({ image = "", imagePullPolicy }) => {
      const found = known.get(image);
      if (!found) return [];
      const { kind, name } = pod;
      if (found.isThere) return unfit(pod, image, found, nodes).map((each) => ({ kind, name, ...each }));
      // That it is there has been verified where it was released to; nodes may know that place by another name.
      if (
        image === own ||
        used.includes(image) ||
        imagePullPolicy === "Never" ||
        nodes?.some((node) => hasImage(node, image))
      )
        return [];
      const isCertain = nodes !== undefined && !pod.spec.imagePullSecrets && !pod.isLater && isOpen(image, own, known);
      const severity = isCertain ? ("refused" as const) : ("warning" as const);
      return [{ kind, name, severity, message: `needs the image ${image}, which its registry does not have` }];
    }),
  );
}

/**
 * A registry may hide what it does not let everybody read, and may be another one under this name for the nodes: not the
 * one where our own image is found, nor that of Docker's own images.
 */
function isOpen(image: string, own: string, known: KnownImages): boolean {
  const { registry, repository } = parseImageName(repositoryOf(image));
  const isOfficial = registry === "docker.io" && repository.startsWith("library/");
  const isOwn = registry === parseImageName(repositoryOf(own)).registry && known.get(own)?.isThere === true;
  return isOfficial || isOwn;
}

function unfit(
  { spec, isLater }: StartedPod,
  image: string,
  { architectures }: KnownImage,
  nodes: readonly Node[] = [],
): Pick<Objection, "severity" | "message">[] {
  const selected = nodes.filter(({ metadata }) =>
    Object.entries(spec.nodeSelector ?? {}).every(([key, value]) => metadata?.labels?.[key] === value),
  );
  const needed = new Set(selected.flatMap(({ status }) => status?.nodeInfo?.architecture ?? []));
  if (needed.size === 0 || architectures.length === 0 || architectures.some((each) => needed.has(each))) return [];
  const severity = nodes.some(isElasticNode) || isLater ? ("warning" as const) : ("refused" as const);
  const message = `needs the image ${image}, which is for ${architectures.join(", ")}, and the nodes are ${[...needed].join(", ")}`;
  return [{ severity, message }];
}

const hasImage = ({ status }: Node, image: string): boolean =>
  (status?.images ?? []).some(({ names = [] }) =>
    names.some((name) => isOfRepository(name, image) && tagOf(name) === tagOf(image)),
  );
