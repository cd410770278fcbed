import type { V1PodSpec } from "@kubernetes/client-node";
import type { Node } from "../rollout/objects.ts";

export const hasLabel = ({ metadata }: Node, [key, value]: [string, string]): boolean =>
  metadata?.labels?.[key] === value;

/** The nodes that have all labels which a pod wants. */
export const selectedNodes = ({ nodeSelector = {} }: V1PodSpec, nodes: readonly Node[]): Node[] =>
  nodes.filter((node) => Object.entries(nodeSelector).every((label) => hasLabel(node, label)));
