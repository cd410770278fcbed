import type { V1NamespaceCondition } from "@kubernetes/client-node";
import { preconditionError } from "../../../lib/errors.ts";
import { cutText } from "../../../lib/foreign-text.ts";
import type { Cluster } from "./cluster.ts";
import { asFailure, isConflict, isForbidden, isNotFound } from "./errors.ts";
import { ours } from "./labels.ts";

/** Whether the namespace is there; `unknown` where we may not look. Throws where it is being deleted. */
export async function findNamespace({ core, namespace }: Cluster): Promise<"there" | "absent" | "unknown"> {
  try {
    const { status } = await core.readNamespace({ name: namespace });
    if (status?.phase === "Terminating") throw terminating(namespace, status.conditions);
    return "there";
  } catch (error) {
    if (isNotFound(error)) return "absent";
    if (isForbidden(error)) return "unknown";
    throw asFailure(error, `read the namespace ${namespace}`);
  }
}

/** Makes the namespace; one that somebody else made meanwhile will do. */
export async function createNamespace(cluster: Cluster): Promise<void> {
  const { core, namespace } = cluster;
  try {
    await core.createNamespace({ body: { metadata: { name: namespace, labels: ours } } });
  } catch (error) {
    if (isConflict(error) && (await findNamespace(cluster)) !== "absent") return;
    throw asFailure(error, `create the namespace ${namespace}`);
  }
}

/** What keeps it, in the words of its controller, such as `Some content in the namespace has finalizers remaining: …`. */
const terminating = (namespace: string, conditions: V1NamespaceCondition[] = []) =>
  preconditionError(`the namespace ${namespace} is being deleted`, {
    details: conditions.flatMap(({ status, type, message = "" }) =>
      status === "True" && /^NamespaceFinalizersRemaining$|Failure$/.test(type) ? [cutText(message)] : [],
    ),
    hint: `Wait until it is gone. If it stays, whoever set a finalizer in it has to take that out: see that it runs; \`kubectl get namespace ${namespace} --output yaml\` says which.`,
  });
