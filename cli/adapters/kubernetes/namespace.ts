import { preconditionError } from "../../../lib/errors.ts";
import type { Cluster } from "./cluster.ts";
import { asFailure, isConflict, isForbidden, isNotFound } from "./errors.ts";
import { ours } from "./labels.ts";

/** Whether the namespace is there; `unknown` where we may not look. Throws where it is being deleted. */
export async function findNamespace({ core, namespace }: Cluster): Promise<"there" | "absent" | "unknown"> {
  try {
    const { status } = await core.readNamespace({ name: namespace });
    if (status?.phase === "Terminating") throw terminating(namespace);
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

const terminating = (namespace: string) =>
  preconditionError(`the namespace ${namespace} is being deleted`, {
    hint: `Wait until it is gone; if it stays, \`kubectl get namespace ${namespace} -o yaml\` says what holds it.`,
  });
