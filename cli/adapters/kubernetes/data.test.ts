import { AppsV1Api, CoreV1Api, KubeConfig } from "@kubernetes/client-node";
import { expect, test } from "vitest";
import { httpServer } from "../../../testing/servers/http-server.ts";
import type { Cluster } from "./cluster.ts";
import { findData, markClaimsOfSets } from "./data.ts";

const marksOf = (release: string, namespace: string) => ({
  labels: { "app.kubernetes.io/managed-by": "Helm", "app.kubernetes.io/instance": release },
  annotations: { "meta.helm.sh/release-name": release, "meta.helm.sh/release-namespace": namespace },
});
const instance = { "app.kubernetes.io/instance": "chat" };

/** A namespace `x` with these objects; `patched` are the claims that are changed. */
async function clusterWith(lists: Record<string, object[]>) {
  const patched: string[] = [];
  const { host } = await httpServer((request, response) => {
    const [, kind = "", name] = /\/namespaces\/x\/([a-z]+)(?:\/([^?]+))?/.exec(request.url ?? "") ?? [];
    if (request.method === "PATCH") patched.push(name ?? "");
    response.writeHead(200, { "content-type": "application/json" });
    response.end(JSON.stringify({ items: lists[kind] ?? [] }));
  });
  const config = new KubeConfig();
  config.loadFromClusterAndUser({ name: "x", server: `http://${host}`, skipTLSVerify: true }, { name: "x" });
  const apis = { core: config.makeApiClient(CoreV1Api), apps: config.makeApiClient(AppsV1Api) };
  return { cluster: { ...apis, config, namespace: "x" } as unknown as Cluster, patched };
}

const claims = [
  { metadata: { name: "of-chart", ...marksOf("chat", "x") } },
  { metadata: { name: "labelled-alike", labels: instance } },
  { metadata: { name: "of-another-namespace", ...marksOf("chat", "y") } },
  { metadata: { name: "data-db-0", labels: instance } },
  { metadata: { name: "data-theirs-0", labels: instance } },
  { metadata: { name: "of-a-set-gone", annotations: { "chatops.dev/helm-release": "chat" } } },
];
const spec = { volumeClaimTemplates: [{ metadata: { name: "data" } }] };
const statefulsets = [
  { metadata: { name: "db", ...marksOf("chat", "x") }, spec },
  { metadata: { name: "theirs", labels: instance }, spec },
];
const secrets = [
  { metadata: { name: "chat-db", labels: { ...instance, "app.kubernetes.io/managed-by": "chatops" } } },
  { metadata: { name: "theirs", labels: instance } },
];

test("only what Helm, its StatefulSets or chatops marked is data of a release, not what is labelled alike", async () => {
  const { cluster } = await clusterWith({ persistentvolumeclaims: claims, statefulsets, secrets });
  const names = (await findData(cluster, "chat")).map(({ name }) => name);
  expect(names).toEqual(["of-chart", "data-db-0", "of-a-set-gone", "chat-db"]);
});

test("the claims of a release's StatefulSets are marked as its own", async () => {
  const { cluster, patched } = await clusterWith({ persistentvolumeclaims: claims, statefulsets });
  await markClaimsOfSets(cluster, "chat");
  expect(patched).toEqual(["data-db-0"]);
});
