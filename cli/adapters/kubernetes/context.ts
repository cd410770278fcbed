import { type Failure, preconditionError } from "../../../lib/errors.ts";
import { trustedIssuers } from "../../core/machine-trust.ts";
import { proxyFor } from "../../core/proxy.ts";
import { withoutTrailing } from "../../core/text.ts";
import type { Loaded } from "./kubeconfig.ts";

/** Which cluster is meant. */
export interface ClusterRequest {
  env: NodeJS.ProcessEnv;
  /** It need not exist. */
  namespace: string;
  /** `--kubeconfig` */
  kubeconfig: string | undefined;
  /** The context that `--context` or a variable asks for: it must be there. */
  context: string | undefined;
  /** `context` of chatops.yaml, one person's hint: in a pod without a kubeconfig it means nothing. */
  hint?: string | undefined;
  /** `cluster` of chatops.yaml: the address that the context must have. */
  server: string | undefined;
}

export interface Chosen {
  context: string;
  server: string;
  /** Environment with which Helm reaches the same place. */
  env: Record<string, string | undefined>;
}

/** What would send Helm elsewhere, past the place that was checked. */
const astray = {
  HELM_KUBEAPISERVER: undefined,
  HELM_KUBEASGROUPS: undefined,
  HELM_KUBEASUSER: undefined,
  HELM_KUBECAFILE: undefined,
  HELM_KUBECONTEXT: undefined,
  HELM_KUBEINSECURE_SKIP_TLS_VERIFY: undefined,
  HELM_KUBETLS_SERVER_NAME: undefined,
  HELM_KUBETOKEN: undefined,
};

/** Makes the wanted context the current one, with our namespace. Throws where there is none, or it is of another cluster. */
export function chooseContext(loaded: Loaded, wanted: ClusterRequest): Chosen {
  const { config, inCluster } = loaded;
  // In a pod without a kubeconfig there is one context, and a name out of chatops.yaml is somebody else's.
  const name = wanted.context || (!inCluster && wanted.hint) || config.currentContext;
  if (!name) throw noContext(loaded);
  const context = config.getContextObject(name);
  if (!context) throw unknownContext(name, loaded);
  const cluster = config.getCluster(context.cluster);
  if (!cluster) throw incomplete(name, `cluster ${context.cluster}`, loaded);
  if (context.user && !config.getUser(context.user)) throw incomplete(name, `user ${context.user}`, loaded);
  if (!/^https?:$/.test(URL.parse(cluster.server)?.protocol ?? "")) throw noAddress(cluster.server, loaded);
  if (wanted.server && !isSame(cluster.server, wanted.server)) throw otherCluster(name, cluster.server, wanted, loaded);
  config.setCurrentContext(name);
  Object.assign(context, { namespace: wanted.namespace });
  // The client takes the proxy of the kubeconfig alone; kubectl and Helm also that of the environment.
  const proxyUrl = cluster.proxyUrl ?? proxyFor(cluster.server, wanted.env);
  if (proxyUrl) Object.assign(cluster, { proxyUrl });
  // Over plain http (`kubectl proxy`) there is no certificate; the client wants to hear that nobody minds.
  if (cluster.server.startsWith("http:")) Object.assign(cluster, { skipTLSVerify: true });
  const { caData, caFile, skipTLSVerify } = cluster;
  if (!caData && !caFile && !skipTLSVerify) Object.assign(cluster, { caData: issuersOf(wanted.env) });
  const env = {
    ...astray,
    HELM_NAMESPACE: wanted.namespace,
    ...(!inCluster && { HELM_KUBECONTEXT: name }),
    ...(wanted.kubeconfig && { KUBECONFIG: wanted.kubeconfig }),
  };
  return { context: name, server: cluster.server, env };
}

/** A kubeconfig without a certificate means those that the machine trusts; the client takes those of Node. */
const issuersOf = (env: NodeJS.ProcessEnv) => Buffer.from(trustedIssuers(env).join("\n")).toString("base64");

/** Whether two addresses are the same: a default port and a slash at the end mean nothing. */
export function isSame(one: string, other: string): boolean {
  const plain = (address: string) => {
    const { protocol, host, pathname } = new URL(address);
    return `${protocol}//${host}${withoutTrailing(pathname, "/")}`;
  };
  return URL.canParse(one) && URL.canParse(other) && plain(one) === plain(other);
}

const namesIn = ({ config }: Loaded): string[] => config.contexts.map(({ name }) => name);
const listed = (names: string[]) => (names.length > 0 ? names.join(", ") : "none");

const noContext = (loaded: Loaded): Failure =>
  preconditionError(`${loaded.place} names no current context`, {
    hint: `Name one with --context; there are: ${listed(namesIn(loaded))}.`,
  });

const unknownContext = (name: string, loaded: Loaded): Failure =>
  preconditionError(`there is no context ${name} in ${loaded.place}`, {
    hint: loaded.inCluster
      ? "Name a kubeconfig that has it with --kubeconfig or KUBECONFIG; to use the cluster around this pod, name no context."
      : `Name another one with --context; there are: ${listed(namesIn(loaded))}. Or another file with --kubeconfig.`,
  });

const incomplete = (name: string, missing: string, { place }: Loaded): Failure =>
  preconditionError(`the context ${name} in ${place} names the ${missing}, which is not there`, {
    hint: "Complete the kubeconfig, or name another context with --context.",
  });

const noAddress = (server: string, { place }: Loaded): Failure =>
  preconditionError(`${place} has no valid address of the cluster: ${server}`, {
    hint: "It must be a URL such as https://k8s.example.com:6443.",
  });

function otherCluster(name: string, server: string, wanted: ClusterRequest, { config, inCluster }: Loaded): Failure {
  const fitting = config.contexts.filter(({ cluster }) =>
    isSame(config.getCluster(cluster)?.server ?? "", wanted.server ?? ""),
  );
  const others =
    fitting.length > 0
      ? `Name a context of that cluster with --context: ${fitting.map((context) => context.name).join(", ")}.`
      : "Name a kubeconfig of that cluster with --kubeconfig, or correct `cluster`.";
  return preconditionError(
    `the context ${name} is of the cluster ${server}, but \`cluster\` in chatops.yaml is ${wanted.server}`,
    {
      hint: inCluster
        ? "A pod knows its cluster by another address than people do: give this job a kubeconfig with that address."
        : others,
    },
  );
}
