import { isOfRepository, isReference, parseImageName, repositoryOf, tagOf } from "../image/reference.ts";
import type { Node } from "../rollout/objects.ts";
import { type Objection, severityIf } from "./missing-settings.ts";
import { selectedNodes } from "./selected-nodes.ts";
import { containersOf, type StartedPod } from "./started-pods.ts";

/** What a registry says of an image. */
export interface KnownImage {
  isThere: boolean;
  /** Those that it has something for; none if it does not say, or was not asked. */
  architectures: readonly string[];
  /** It was asked without credentials, so it hides nothing that others may read. */
  isPublic: boolean;
}

/** By the image's name; those are missing whose registry cannot be asked from here. */
export type KnownImages = ReadonlyMap<string, KnownImage>;

/** Images of the pods, the project's own among them, as manifests name them. */
export const imagesOf = (pods: readonly StartedPod[]): string[] => [
  ...new Set(pods.flatMap(({ spec }) => containersOf(spec).flatMap(({ image }) => image ?? []))),
];

/**
 * Images that no node can pull, or start. `own` are the project's images; `used` are those of pods that run, since a kubelet
 * names only its largest images.
 */
export function imageObjections(
  pods: readonly StartedPod[],
  known: KnownImages,
  { own, nodes, used }: { own: readonly string[]; nodes: readonly Node[] | undefined; used: readonly string[] },
): Objection[] {
  return pods.flatMap((pod) =>
    containersOf(pod.spec).flatMap(({ image = "", imagePullPolicy }) => {
      const { kind, name } = pod;
      if (!isReference(image)) return [{ kind, name, severity: "refused", message: invalid(image) }];
      const found = known.get(image);
      if (!found) return [];
      if (found.isThere) return unfit(pod, image, found, nodes).map((each) => ({ kind, name, ...each }));
      // That it is there has been verified where it was released to; nodes may know that place by another name.
      if (
        own.includes(image) ||
        used.includes(image) ||
        imagePullPolicy === "Never" ||
        nodes?.some((node) => hasImage(node, image))
      )
        return [];
      const isCertain = nodes !== undefined && !pod.spec.imagePullSecrets && !pod.isLater && isOpen(image, own, known);
      return [
        {
          kind,
          name,
          severity: severityIf(isCertain),
          message: `needs the image ${image}, which its registry does not have`,
        },
      ];
    }),
  );
}

/** Charts put a registry's host before a name that has one. */
const invalid = (image: string): string =>
  /^[^/]+\/[^/]+:\d+\//.test(image)
    ? `"${image}" is not a valid image name: a host stands before another one; name its key in \`chart.image\` of chatops.yaml, as \`registry\``
    : `"${image}" is not a valid image name`;

/** Whether an image is in the registry of another one. */
export const isOfRegistry = (image: string, other: string): boolean =>
  parseImageName(repositoryOf(image)).registry === parseImageName(repositoryOf(other)).registry;

/**
 * A registry may hide what it does not let everybody read, and may be another one under this name for the nodes: not the
 * one where everybody finds our own images, nor that of Docker's own images.
 */
function isOpen(image: string, own: readonly string[], known: KnownImages): boolean {
  const { registry, repository } = parseImageName(repositoryOf(image));
  const isOfficial = registry === "docker.io" && repository.startsWith("library/");
  const isBesideOwn = own.some((one) => isOfRegistry(image, one) && known.get(one)?.isThere === true);
  return isOfficial || (isBesideOwn && known.get(image)?.isPublic === true);
}

/** A node may run what is for its predecessors, or emulate what is for others: nobody can tell that from here. */
function unfit(
  { spec }: StartedPod,
  image: string,
  { architectures }: KnownImage,
  nodes: readonly Node[] = [],
): Pick<Objection, "severity" | "message">[] {
  const needed = new Set(selectedNodes(spec, nodes).flatMap(({ status }) => status?.nodeInfo?.architecture ?? []));
  if (needed.size === 0 || architectures.length === 0 || architectures.some((each) => needed.has(each))) return [];
  const message = `needs the image ${image}, which is for ${architectures.join(", ")}, and the nodes are ${[...needed].join(", ")}`;
  return [{ severity: "warning", message }];
}

const hasImage = ({ status }: Node, image: string): boolean =>
  (status?.images ?? []).some(({ names = [] }) =>
    names.some((name) => isOfRepository(name, image) && tagOf(name) === tagOf(image)),
  );
