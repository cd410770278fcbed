import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { expect } from "vitest";
import { parseAllDocuments } from "yaml";
import { kubectl, ownNamespace, sandboxCluster } from "../cluster/cluster-project.ts";
import { connected, kubeconfigOf } from "../cluster/namespaces.ts";
import { checkout } from "../cluster/own-image.ts";
import { enginePort, waysToHost } from "../cluster/ways-to-host.ts";
import { folder } from "../fixtures/folder.ts";
import { uniqueName } from "../git/git-project.ts";
import { sandbox } from "../sandbox/sandbox.ts";

/** A namespace with all that the chart makes for runs that are Jobs, and a serve outside of it that may do no more than the chart's. */
interface RunPlace {
  namespace: string;
  podTemplate: string;
  lease: string;
  /** Of the ServiceAccount of serve. */
  kubeconfig: string;
  // biome-ignore lint/suspicious/noExplicitAny: Kubernetes' own words, in all their length
  objects: (kind: string) => any[];
}

interface RunPlaceParts {
  image: string;
  /** Namespaces that runs promote to. */
  promotesTo: readonly string[];
  /** Addresses on this machine that runs reach. */
  reaches: readonly string[];
}

const release = "serve";

/** What the chart is given, so that its pods reach the sandbox. */
export async function runValues({ image, promotesTo, reaches }: RunPlaceParts) {
  const [repository, tag] = [image.slice(0, image.lastIndexOf(":")), image.slice(image.lastIndexOf(":") + 1)];
  const { sidecar } = await waysToHost(image, reaches);
  return {
    image: { repository, tag },
    promotesTo,
    runs: {
      enabled: true,
      env: { DOCKER_HOST: `tcp://127.0.0.1:${enginePort}` },
      sidecars: [sidecar],
    },
    serve: { repositories: { shop: { url: "https://git.example.com/shop.git" } } },
  };
}

export async function runPlace(parts: RunPlaceParts): Promise<RunPlace> {
  const namespace = uniqueName();
  ownNamespace(namespace);
  const values = join(folder({ "values.json": await runValues(parts) }, "values"), "values.json");
  const shown = ["serviceaccount", "role", "runs"].flatMap((name) => ["--show-only", `templates/${name}.yaml`]);
  const manifests = execFileSync(
    sandbox().helm[4],
    ["template", release, join(checkout, "chart"), "--namespace", namespace, "--values", values, ...shown],
    { encoding: "utf8" },
  );
  execFileSync(sandboxCluster().kubectl, ["apply", "--filename", "-"], {
    input: JSON.stringify({ apiVersion: "v1", kind: "List", items: inNamespace(manifests, namespace) }),
    env: { ...process.env, KUBECONFIG: sandboxCluster().kubeconfig },
  });
  const name = `${release}-chatops`;
  const cluster = await connected(sandboxCluster().kubeconfig, { namespace });
  const body = { spec: { audiences: [], expirationSeconds: 3_600 } };
  const { status } = await cluster.core.createNamespacedServiceAccountToken({ name, namespace, body });
  return {
    namespace,
    podTemplate: `${name}-runs`,
    lease: name,
    kubeconfig: kubeconfigOf(cluster, { user: { token: status?.token ?? expect.fail("there is no token") } }),
    objects: (kind) => JSON.parse(kubectl("--namespace", namespace, "get", kind, "--output", "json")).items,
  };
}

/** The objects of manifests; those that say nothing are in this namespace. */
const inNamespace = (manifests: string, namespace: string): object[] =>
  parseAllDocuments(manifests)
    .map((document) => document.toJS())
    .filter(Boolean)
    .map((object) => ({ ...object, metadata: { namespace, ...object.metadata } }));
