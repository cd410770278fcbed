import type { Node } from "./objects.ts";

/** Labels and annotations that autoscalers and managed pools of nodes leave. */
const elastic =
  /karpenter|fargate|virtual-kubelet|cluster-autoscaler|agentpool|node-?(pool|group)|instance-?group|machine|\/pool/;

/** Whether something adds and removes nodes of its kind by itself. */
export const isElasticNode = ({ metadata }: Node): boolean =>
  Object.keys({ ...metadata?.labels, ...metadata?.annotations }).some((key) => elastic.test(key));
