import { type ComposeContainer, composeRollout, conditionOf, isHealthy } from "../../domain/rollout/compose-rollout.ts";
import type { EngineFacts } from "../../domain/rollout/rollout.ts";
import type { BackgroundProcess } from "../background-process.ts";
import type { Sight } from "../watch-loop.ts";

export interface ComposeSight extends Sight {
  containers: ComposeContainer[];
}

/** What a rollout is judged by. */
export interface Judged {
  /** The service that runs the project's own image. */
  service: string;
  /** The id of the image that each service runs which has one of the release. */
  images: ReadonlyMap<string, string>;
}

/** The containers as they were when a rollout began, by their ids. */
export type Baseline = ReadonlyMap<string, ComposeContainer>;

/** What is seen of a rollout, where Compose is at work beside it. */
export function sightOf(
  { service, images }: Judged,
  containers: ComposeContainer[],
  baseline: Baseline,
  { ended, error }: BackgroundProcess,
  engine?: EngineFacts,
): ComposeSight {
  const judged = containers.filter((container) => isJudged(container, service, baseline));
  const blamed = onlyNew(judged, images, { baseline, hasEnded: ended, hasFailed: error !== undefined });
  const hasStarted = ended && error === undefined;
  return {
    rollout: composeRollout(service, blamed, error, engine),
    whole: composeRollout(service, containers, error, engine),
    isHealthy: hasStarted && runs(containers, { service, images }) && isHealthy(service, judged),
    summary: summaryOf(containers),
    containers,
  };
}

/** The project's own service is there, and no service has another image than its own. */
const runs = (containers: ComposeContainer[], { service, images }: Judged) =>
  containers.some((container) => container.service === service) &&
  containers.every((container) => runsOwnImage(container, images));

/** Whether it runs what it should, as far as that is known of its service. */
export const runsOwnImage = ({ service, image }: ComposeContainer, images: Judged["images"]): boolean =>
  (images.get(service) ?? image) === image;

/** Whether it was started by this rollout: Compose starts again what has ended. */
export const hasRunSince = ({ id, startedAt }: ComposeContainer, baseline: Baseline): boolean =>
  baseline.get(id)?.startedAt !== startedAt;

/** A helper that was sick before, and that Compose did not replace, is no fault of this version. */
function isJudged({ id, service }: ComposeContainer, own: string, baseline: Baseline): boolean {
  const before = baseline.get(id);
  return !before || service === own || conditionOf(before, Date.now()) !== "sick";
}

/** What a container did before Compose has replaced or started it, and before this rollout, is not this rollout's fault. */
const onlyNew = (
  containers: ComposeContainer[],
  images: Judged["images"],
  { baseline, hasEnded, hasFailed }: { baseline: Baseline; hasEnded: boolean; hasFailed: boolean },
): ComposeContainer[] =>
  containers
    .filter(({ id }) => hasEnded || !baseline.has(id))
    .filter((container) => !(hasFailed && isStopped(container, baseline)))
    .filter((container) => runsOwnImage(container, images))
    .map((container) => {
      const before = baseline.get(container.id);
      return before ? { ...container, isOld: true, forgiven: before.restarts + container.forgiven } : container;
    });

/** Whether Compose stopped it, as for a new network, and failed before it started it again. */
function isStopped(container: ComposeContainer, baseline: Baseline): boolean {
  const wasRunning = baseline.get(container.id)?.status === "running" && !hasRunSince(container, baseline);
  return wasRunning && container.status === "exited" && [0, 137, 143].includes(container.exitCode);
}

const summaryOf = (containers: ComposeContainer[]) =>
  containers.map(({ service, status, health }) => `${service} ${health === "none" ? status : health}`).join(", ") ||
  "starting";
