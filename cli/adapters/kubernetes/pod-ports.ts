import type { PortAnswer } from "../../domain/rollout/cluster.ts";
import type { Cluster } from "./cluster.ts";
import { refusalOf } from "./errors.ts";
import { send } from "./requests.ts";

const patienceMs = 3_000;

/**
 * Has the API server connect to a port of a pod. It begins with a greeting in TLS, which hands a program
 * that speaks no TLS nothing to handle; only a refused connection proves anything.
 */
export async function askPort(
  { config }: Cluster,
  { namespace, pod, port }: { namespace: string; pod: string; port: number },
): Promise<PortAnswer> {
  const path = `/api/v1/namespaces/${namespace}/pods/https:${pod}:${port}/proxy/`;
  try {
    await send(config, { method: "GET", path, patienceMs, withinMs: 0 });
    return "answers";
  } catch (error) {
    // A page, and no object of Kubernetes, is an answer, too.
    return error instanceof SyntaxError ? "answers" : answerIn(refusalOf(error)?.message);
  }
}

function answerIn(said = ""): PortAnswer {
  if (/connect: connection refused/.test(said)) return "refused";
  if (/reach service: (?:tls|remote error|EOF|http|malformed|read tcp)/.test(said)) return "answers";
  return "unknown";
}

/** Whether a NetworkPolicy of the namespace may refuse what comes from outside; so it is if they may not be listed. */
export async function hasNetworkPolicies({ config, namespace }: Cluster): Promise<boolean> {
  const path = `/apis/networking.k8s.io/v1/namespaces/${namespace}/networkpolicies`;
  try {
    const { body } = await send<{ items: unknown[] }>(config, { method: "GET", path, query: { limit: "1" } });
    return body.items.length > 0;
  } catch {
    return true;
  }
}
