import type { PodState } from "../rollout/cluster-state.ts";
import type { Finding } from "./verdict.ts";

/** Reason of the event. */
export const noSecret = "FailedToRetrieveImagePullSecret";

export const lacksSecret = ({ events }: PodState): boolean => events.some(({ reason }) => reason === noSecret);

/** A pull Secret that is missing is what makes a registry deny an image, or hide it. */
export function withoutSecret({ events }: PodState, { cause }: Pick<Finding, "cause">): Partial<Finding> {
  const said = events.findLast(({ reason }) => reason === noSecret)?.message ?? "";
  const [, names] = /\(([^()]+)\)/.exec(said) ?? [];
  if (!names) return {};
  return {
    cause: `${cause}; its pull Secret ${names} does not exist`,
    fix: `Create the Secret ${names} in this namespace with \`kubectl create secret docker-registry\`, or correct imagePullSecrets in the chart.`,
  };
}
