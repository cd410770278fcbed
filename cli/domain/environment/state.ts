import type { Drift, EnvironmentStatus } from "../../results/status.ts";
import { deploymentLabels, isDeployed, ownContainer } from "../deployment/compose.ts";
import { isOfRepository, isSameImage } from "../image/reference.ts";
import { forService } from "../release/naming.ts";
import { type ComposeContainer, isHealthy } from "../rollout/compose-rollout.ts";
import { imagesOf, type Promotion } from "./history.ts";
import { latest, type Steadiness } from "./steadiness.ts";

export type PlaceState = Pick<EnvironmentStatus, "note"> & { state: Exclude<EnvironmentStatus["state"], "unknown"> };

interface Pod {
  name: string;
  isReady: boolean;
  isOfJob?: boolean;
  containers: readonly { image: string }[];
}

const degraded = (note?: string): PlaceState => ({ state: "degraded", note });

type Promoted = Pick<Promotion, "version" | "image" | "images">;

/** What a Helm release has running in its namespace. */
interface Running {
  pods: readonly Pod[];
  counted: { ready: number; wanted: number };
  /** Images of workloads that want no pods now. */
  idleImages: readonly string[];
  /** Pods of the version before that wait to be deleted by hand. */
  keptPods: readonly string[];
  /** Images that only tasks run. */
  taskImages?: readonly string[];
}

/** How a release is in its namespace, where `promoted` was recorded healthy last, and `promotions` are all that were recorded. */
export function stateInCluster(
  { pods, counted: { ready, wanted }, idleImages, keptPods, taskImages = [] }: Running,
  promoted: Promoted | undefined,
  promotions: readonly Promoted[] = [],
): PlaceState {
  if (pods.length === 0 && !promoted) return { state: "empty" };
  const own = promoted ? imagesOf(promoted) : [];
  const isPromoted = (image: string) => own.some((its) => isSameImage(image, its.image));
  const running = imagesIn(pods);
  // A Job that began before the promotion ends with the image that it began with.
  const lasting = imagesIn(pods.filter(({ isOfJob }) => !isOfJob));
  const runs = running.some(isPromoted);
  const replaced = own.find(
    (its) =>
      lasting.some((image) => isOfRepository(image, its.image)) &&
      !running.some((image) => isSameImage(image, its.image)),
  );
  const isIdle = !runs && idleImages.some(isPromoted) && !replaced;
  const isBetweenTasks = !runs && !isIdle && !replaced && taskImages.some(isPromoted);
  if (promoted && (replaced || !(runs || isIdle || isBetweenTasks)))
    return degraded(
      keptPods.length > 0
        ? waitsForHands(promoted.version, keptPods)
        : `${promoted.version} was recorded healthy here, but ${otherIn(running, promotions) ?? `no pod runs its image${forService(replaced ?? {})}`}`,
    );
  const waiting = pods.filter(({ isReady }) => !isReady).map(({ name }) => name);
  if (waiting.length > 0) return degraded(`not ready: ${shortened(waiting)}`);
  if (isIdle && ready >= wanted) return { state: "idle", note: "scaled to zero" };
  if (isBetweenTasks && ready >= wanted) return { state: "idle", note: "it has only tasks, and none of them runs now" };
  return runs && ready >= wanted ? { state: "healthy" } : degraded();
}

/** The recorded version whose images all run, in words: somebody went back to it past Helm, or what failed was kept. */
function otherIn(running: readonly string[], promotions: readonly Promoted[]): string | undefined {
  const runs = (own: { image: string }) => running.some((image) => isSameImage(image, own.image));
  const other = promotions.findLast((promotion) => imagesOf(promotion).every(runs));
  return other && `${other.version} runs`;
}

/** What is said of a version that is applied, and starts where somebody deletes a pod of the one before. */
export const waitsForHands = (version: string, keptPods: readonly string[]): string =>
  `${version} is applied, and ${shortened(keptPods)} of the version before run${keptPods.length > 1 ? "" : "s"} until deleted: updateStrategy OnDelete`;

const imagesIn = (pods: readonly Pod[]): string[] =>
  pods.flatMap(({ containers }) => containers.map(({ image }) => image));

/** A Service, how many of its addresses are ready, and labels of the pods that it leads to. */
interface Endpoints {
  service: string;
  ready: number;
  selector: Record<string, string>;
}

/**
 * Pods that are ready do not help if no Service leads to them. Only a Service counts that leads to a workload that is
 * to have pods, or whose selector somebody changed: one for what is scaled to zero, or for a role that a program gives its
 * pods, has no address on purpose.
 */
export function withEndpoints(
  place: PlaceState,
  endpoints: readonly Endpoints[] = [],
  wantedLabels: readonly Record<string, string>[],
  drift: readonly Pick<Drift, "object" | "field">[] = [],
): PlaceState {
  const isChanged = ({ service }: Endpoints) =>
    drift.some(({ object, field }) => object === `Service/${service}` && field.startsWith("spec.selector"));
  const isWanted = (each: Endpoints) =>
    isChanged(each) || wantedLabels.some((labels) => isSelected(labels, each.selector));
  const dead = endpoints.filter((each) => each.ready === 0 && isWanted(each)).map(({ service }) => service);
  const gone = goneIn(drift);
  if (gone.length > 0 && ["healthy", "idle"].includes(place.state)) return degraded(`missing: ${shortened(gone)}`);
  if (place.state !== "healthy" || dead.length === 0) return place;
  return degraded(`no ready address behind the Service ${shortened(dead)}`);
}

/** Kinds without which a release is not there, or nobody comes to it; others may be what somebody does without. */
const needed = /^(?:Deployment|StatefulSet|DaemonSet|CronJob|Service|Ingress|HTTPRoute)\//;

/** What a release has to have, and somebody deleted. */
export const goneIn = (drift: readonly Pick<Drift, "object" | "field">[]): string[] =>
  drift.filter(({ object, field }) => field === "" && needed.test(object)).map(({ object }) => object);

const isSelected = (labels: Record<string, string>, selector: Record<string, string>): boolean =>
  Object.keys(selector).length > 0 && Object.entries(selector).every(([key, value]) => labels[key] === value);

/** Whether everything that is to run is ready; nothing, if nothing is to. */
export const isUp = (pods: readonly Pod[], { ready, wanted }: { ready: number; wanted: number }): boolean =>
  pods.every(({ isReady }) => isReady) && ready >= wanted;

/** How a project is in the engine, where `deployed` was recorded healthy last. */
export function stateOfCompose(
  containers: readonly ComposeContainer[],
  deployed: Pick<Promotion, "version"> | undefined,
): PlaceState {
  const own = ownContainer(containers);
  if (containers.length === 0) return { state: "empty" };
  const versions = containers.flatMap(({ labels }) => labels[deploymentLabels.version] ?? []);
  const other = versions.find((version) => version !== deployed?.version);
  if (deployed && other) return degraded(`${deployed.version} was recorded healthy here, but ${other} runs`);
  const cutOff = containers.filter(({ status, lostNetwork }) => status === "running" && lostNetwork !== undefined);
  if (cutOff.length > 0) return degraded(shortened(cutOff.map(wordsOfCutOff)));
  if (own && isHealthy(own.service, [...containers])) return { state: "healthy" };
  const sick = containers.filter((container) => isSick(container) && !(hasEndedWell(container) && container !== own));
  const words = sick.map((container) => `${container.name} is ${wordOf(container)}`);
  return degraded(shortened(words.length > 0 || own ? words : [withoutRelease(containers)]) || undefined);
}

const wordsOfCutOff = ({ name, lostNetwork }: ComposeContainer): string =>
  `${name} is not in its network any more (${lostNetwork}), so nobody reaches it`;

/** What is not ill, and is no release: its containers were made anew or removed by hand. */
function withoutRelease(containers: readonly ComposeContainer[]): string {
  const others = containers.filter((container) => !isDeployed(container)).map(({ name }) => name);
  const byHand = others.length > 0 ? `; somebody started ${shortened(others)} without chatops` : "";
  return `no container here runs a release${byHand}`;
}

type PromotedIds = Pick<Promotion, "imageId" | "images">;

/** Containers that run another image than the one that was promoted. */
export const driftOfCompose = (containers: readonly ComposeContainer[], promoted: PromotedIds): Drift[] =>
  containers.flatMap((container) => {
    const { name, image } = container;
    const expected = promotedId(container, promoted);
    return expected === undefined || image === expected
      ? []
      : [{ object: name, field: "image", expected, found: image }];
  });

/** The image that a container should run; undefined if it is none of the project's. */
function promotedId({ labels, service, reference }: ComposeContainer, { imageId, images = [] }: PromotedIds) {
  if (labels[deploymentLabels.version]) return imageId;
  // What is built like a service runs its image under another name.
  const isOwn = (each: (typeof images)[number]) => each.service === service || isOfRepository(reference, each.image);
  return images.find(isOwn)?.imageId;
}

/** A container that runs now; the engine does not keep how its last run ended. */
export const steadinessOfContainer = ({ name, restarts, startedAt, failedCheckAt }: ComposeContainer): Steadiness => ({
  restarts,
  ...(restarts > 0 && { lastRestart: { name, at: startedAt } }),
  steadySince: latest([startedAt, failedCheckAt]),
});

const wordOf = ({ status, health }: ComposeContainer): string => (status === "running" ? health : status);
const isSick = (container: ComposeContainer): boolean => !["none", "healthy"].includes(wordOf(container));
const hasEndedWell = ({ status, exitCode }: ComposeContainer): boolean => status === "exited" && exitCode === 0;

const shortened = (words: readonly string[]): string =>
  words.length > 3 ? `${words.slice(0, 3).join(", ")} and ${words.length - 3} more` : words.join(", ");
