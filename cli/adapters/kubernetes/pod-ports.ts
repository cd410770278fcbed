import type { PortAnswer } from "../../domain/rollout/cluster-state.ts";
import type { Cluster } from "./cluster.ts";
import { isNotFound, refusalOf } from "./errors.ts";
import { send } from "./raw-requests.ts";

const patienceMs = 3_000;
/** The API server's own answers say their length, and are shorter; a program may never stop. */
const mostBytes = 16_384;

interface Groups {
  groups: { name: string; preferredVersion: { groupVersion: string } }[];
}

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
    await send(config, { method: "GET", path, patienceMs, withinMs: 0, mostBytes });
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

interface Policies {
  /** Lists in each namespace. */
  own: readonly string[];
  /** Lists for the whole cluster. */
  all: readonly string[];
}

/** What may refuse connections, by API group. */
const policies: Record<string, Policies> = {
  "networking.k8s.io": { own: ["networkpolicies"], all: [] },
  "policy.networking.k8s.io": {
    own: [],
    all: ["adminnetworkpolicies", "baselineadminnetworkpolicies", "clusternetworkpolicies"],
  },
  "crd.projectcalico.org": { own: ["networkpolicies"], all: ["globalnetworkpolicies"] },
  "cilium.io": { own: ["ciliumnetworkpolicies"], all: ["ciliumclusterwidenetworkpolicies"] },
};

/** Whether a policy may refuse what comes from outside a namespace; so it is if they may not be listed. */
export async function hasNetworkPolicies({ config }: Cluster, namespace: string): Promise<boolean> {
  const has = async (path: string): Promise<boolean> => {
    const listed = send<{ items: unknown[] }>(config, { method: "GET", path, query: { limit: "1" } });
    return listed.then(
      ({ body }) => body.items.length > 0,
      (error) => !isNotFound(error),
    );
  };
  try {
    const { groups } = (await send<Groups>(config, { method: "GET", path: "/apis" })).body;
    const paths = groups.flatMap(({ name, preferredVersion: { groupVersion } }) => {
      const { own = [], all = [] } = policies[name] ?? {};
      const base = `/apis/${groupVersion}`;
      return [...own.map((list) => `${base}/namespaces/${namespace}/${list}`), ...all.map((list) => `${base}/${list}`)];
    });
    return (await Promise.all(paths.map(has))).includes(true);
  } catch {
    return true;
  }
}
