import { blockedWorkloads } from "../rollout/blocked-update.ts";
import { mismatchedImages } from "../rollout/image-check.ts";
import { anyOf, type Find, inCluster, type Rule, untilTimeIsUp } from "./verdict.ts";

/** Deployments, ReplicaSets and pods are read one after the other, a second apart where nothing may be watched. */
const settledMs = 5_000;

const otherImage: Find = inCluster((cluster, { settings }) =>
  mismatchedImages(cluster).map((cause) => ({
    cause,
    evidence: cluster.pods.flatMap(({ name, containers }) => containers.map(({ image }) => `${name}: ${image}`)),
    fix: `Let the chart's templates take image.repository, image.tag and image.digest, and do not set them in ${settings}.`,
    lasting: cluster.workloads.some(({ isCustom }) => isCustom) ? untilTimeIsUp : settledMs,
  })),
);

/** For whoever only pauses it to look around. */
const pausedForMs = 10_000;

const paused: Find = inCluster((cluster) =>
  blockedWorkloads(cluster)
    .filter(({ block }) => block.isPaused)
    .map(({ kind, name, ready, wanted }) => ({
      cause: `${name} is paused, so nothing of this version is started`,
      evidence: [`${kind} ${name}: spec.paused is true; ${ready} of ${wanted} pods are ready in the new version`],
      fix: `Take \`paused\` out of the chart, or run \`kubectl rollout resume deployment ${name}\` if somebody paused it.`,
      lasting: pausedForMs,
    })),
);

export const notPromoted: Rule = {
  code: "image.not-promoted",
  reason: "image",
  certainWhen: "Helm is done, and new pods name another image for 5 s, or it is paused for 10 s",
  find: anyOf(otherImage, paused),
};
