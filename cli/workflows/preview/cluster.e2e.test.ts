import { rmSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { importIn } from "../../../testing/chatops/import.ts";
import { kubectl, sandboxCluster } from "../../../testing/cluster/cluster-project.ts";
import { quickServer } from "../../../testing/fixtures/sample-projects.ts";
import { project } from "../../../testing/git/git-project.ts";
import { git } from "../../../testing/git/repository.ts";
import { sandbox } from "../../../testing/sandbox/sandbox.ts";
import { full } from "../../../testing/setup/short-run.ts";

/** A project whose pull requests have previews in the sandbox's cluster. */
async function previewed(settings: object = {}) {
  const place = project({ files: quickServer, env: { KUBECONFIG: sandboxCluster().kubeconfig } });
  const { name, directory, commit, chatops } = place;
  for (const path of ["chatops.yaml", "chart"]) rmSync(join(directory, path), { recursive: true, force: true });
  await importIn(directory, { name });
  const kubernetes = { set: { replicaCount: 1, preStopSeconds: 0, terminationGracePeriodSeconds: 2 } };
  commit({
    "chatops.yaml": {
      name,
      image: `${sandbox().registry}/team/${name}`,
      preview: { kubernetes, observe: "1s", ...settings },
    },
  });
  const namespaces = [7, 8].map((number) => `${name}-pr-${number}`);
  onTestFinished(() => void kubectl("delete", "namespace", ...namespaces, "--ignore-not-found", "--wait=false"));
  const preview = (...args: string[]) => chatops("preview", ...args, "--json");
  return {
    ...place,
    namespace: namespaces[0] ?? "",
    preview,
    list: async () => (await preview("list")).result.previews,
  };
}

// biome-ignore lint/suspicious/noExplicitAny: Kubernetes' own words, in all their length
const objects = (namespace: string, kind: string): any[] =>
  JSON.parse(kubectl("--namespace", namespace, "get", kind, "--output", "json")).items;

test("a pull request has a namespace of its own, fenced in, that goes with all that is in it", async () => {
  const { name, directory, namespace, preview, list, commit } = await previewed();
  const first = git(directory, "rev-parse", "HEAD");
  const created = await preview("create", "7");
  expect(created.result?.promotion, created.stdout).toMatchObject({ outcome: "healthy", namespace, release: name });
  const version = `0.0.0-pr-7-${first.slice(0, 12)}`;
  expect(created.result).toMatchObject({ number: 7, commit: first, version });
  const [quota] = objects(namespace, "resourcequotas");
  expect(quota.spec.hard).toMatchObject({ "limits.memory": "2Gi", "services.nodeports": "0" });
  expect(objects(namespace, "limitranges")).toHaveLength(1);
  const [policy] = objects(namespace, "networkpolicies");
  expect(policy.spec).toMatchObject({ podSelector: {}, policyTypes: ["Ingress", "Egress"] });
  const [pod] = objects(namespace, "pods");
  expect(pod.spec.containers[0].image).toContain(`:${version}@sha256:`);
  // It was brought there by an account that can do nothing elsewhere.
  const account = `--as=system:serviceaccount:${namespace}:chatops-preview`;
  const may = (...what: string[]) => {
    try {
      return kubectl("auth", "can-i", ...what, account);
    } catch {
      return "no";
    }
  };
  expect(may("create", "deployments", "--namespace", namespace)).toBe("yes");
  expect(may("get", "secrets", "--namespace", "default")).toBe("no");
  expect(may("create", "networkpolicies", "--namespace", namespace)).toBe("no");
  expect(may("update", "namespaces")).toBe("no");
  // Nothing of it is a release.
  expect(git(directory, "ls-remote", "origin", "refs/tags/*", "refs/chatops/*")).toBe("");

  const second = commit({ "server.js": `${quickServer["server.js"]}// changed\n` });
  const updated = await preview("create", "7");
  expect(updated.result?.promotion, updated.stdout).toMatchObject({ outcome: "healthy", previous: version });
  expect(await list()).toMatchObject([{ number: 7, name: namespace, commit: second }]);
  expect((await preview("gc", "--open", "7")).result.removed).toEqual([]);
  const removed = await preview("gc", "--open", "8");
  expect(removed.result?.removed, removed.stdout).toEqual([{ number: 7, name: namespace }]);
  expect(await list()).toEqual([]);
});

full("a namespace without our mark is neither used nor removed, whatever it is called", async () => {
  const { name, namespace, preview, list } = await previewed({ ttl: "1s" });
  kubectl("create", "namespace", namespace);
  // Some of the mark is none.
  kubectl("label", "namespace", namespace, `chatops.dev/preview=${name}`, "chatops.dev/pull-request=7");
  const refused = await preview("create", "7");
  expect([refused.exitCode, refused.stdout]).toEqual([3, expect.stringContaining("is no preview of this repository")]);
  expect(await list()).toEqual([]);
  expect((await preview("gc", "--open", "1")).result.removed).toEqual([]);
  // Of another repository.
  kubectl("label", "namespace", namespace, "app.kubernetes.io/managed-by=chatops");
  kubectl("annotate", "namespace", namespace, "chatops.dev/repository=git.example.com/other/shop");
  expect((await preview("gc", "--open", "1")).result.removed).toEqual([]);
  expect((await preview("remove", "7", "--yes")).result.removed).toEqual([]);
  expect(kubectl("get", "namespace", namespace, "--output", "jsonpath={.status.phase}")).toBe("Active");
});

const elsewhere = `apiVersion: v1
kind: ConfigMap
metadata: { name: stolen, namespace: default }
`;
const policy = `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: open }
spec: { podSelector: {}, egress: [{}] }
`;
const privileged = `apiVersion: v1
kind: Pod
metadata: { name: host }
spec: { hostNetwork: true, containers: [{ name: a, image: "{{ .Values.image.repository }}@{{ .Values.image.digest }}" }] }
`;
const lookup = `apiVersion: v1
kind: ConfigMap
metadata: { name: found }
data: { all: {{ len (lookup "v1" "Secret" "kube-system" "" | default dict) | quote }} }
`;

full.each([
  ["puts something into another namespace", elsewhere],
  ["opens its network", policy],
  ["takes the network of the machine", privileged],
  ["reads the Secrets of others", lookup],
])("a chart that %s is refused by the cluster", async (_, text) => {
  const { namespace, preview, commit } = await previewed();
  commit({ "chart/templates/hostile.yaml": text });
  const ran = await preview("create", "7", "--timeout", "30s");
  expect(ran.exitCode, ran.stdout).not.toBe(0);
  expect(ran.stdout).toMatch(/forbidden|may not|missing: |violates PodSecurity|another namespace/i);
  expect(objects(namespace, "deployments")).toEqual([]);
  expect(kubectl("get", "configmap", "stolen", "--namespace", "default", "--ignore-not-found")).toBe("");
});

full("an ingress gets the preview's host, and a crash its verdict", async () => {
  const { name, namespace, preview, commit, list } = await previewed({
    host: "{name}.preview.example.com",
    kubernetes: { set: { replicaCount: 1, expose: "ingress", host: "{host}" } },
  });
  const created = await preview("create", "7");
  expect(created.result?.address, created.stdout).toBe(`https://${name}-pr-7.preview.example.com`);
  const [ingress] = objects(namespace, "ingresses");
  expect(ingress.spec.rules[0].host).toBe(`${name}-pr-7.preview.example.com`);
  commit({ "server.js": 'throw new Error("the shop is broken");\n' });
  const failed = await preview("create", "7", "--timeout", "30s");
  expect(failed.result?.promotion, failed.stdout).toMatchObject({
    outcome: "failed",
    aftermath: { did: "rolledBack", version: created.result.version },
  });
  expect(await list()).toHaveLength(1);
});
