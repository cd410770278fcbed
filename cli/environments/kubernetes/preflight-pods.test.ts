import { KubeConfig } from "@kubernetes/client-node";
import { expect, test } from "vitest";
import { httpServer } from "../../../testing/servers/http-server.ts";
import type { Cluster } from "../../adapters/kubernetes/cluster.ts";
import { resourcesOf } from "../../adapters/kubernetes/resources.ts";
import { podObjections } from "./preflight-pods.ts";

const listed: Record<string, object[]> = {
  persistentvolumeclaims: [],
  storageclasses: [{ metadata: { name: "standard" } }],
  persistentvolumes: [{ spec: { storageClassName: "manual" } }],
};

/** What is said of a chart with a claim of this class, and which lists are read for it. */
async function foreseen(storageClassName: string) {
  const { host, requests } = await httpServer((request, response) => {
    const [kind = ""] = (request.url ?? "").split("?")[0]?.split("/").slice(-1) ?? [];
    response.writeHead(200, { "content-type": "application/json" });
    response.end(JSON.stringify({ items: listed[kind] ?? [], resources: [] }));
  });
  const config = new KubeConfig();
  config.loadFromClusterAndUser({ name: "x", server: `http://${host}`, skipTLSVerify: true }, { name: "x" });
  const claim = {
    apiVersion: "v1",
    kind: "PersistentVolumeClaim",
    metadata: { name: "data" },
    spec: { storageClassName } as object,
  };
  const cluster = { config, namespace: "x" } as Cluster;
  const objections = await podObjections(
    cluster,
    { objects: [claim], secrets: [] },
    { nodes: Promise.resolve(undefined), find: resourcesOf(cluster), hurry: new AbortController().signal },
  );
  const readsVolumes = requests.some(({ url }) => url?.startsWith("/api/v1/persistentvolumes?"));
  return { severities: objections.map(({ severity }) => severity), readsVolumes };
}

test("the cluster's volumes are read only if a class is missing", async () => {
  expect(await foreseen("standard")).toEqual({ severities: [], readsVolumes: false });
  expect(await foreseen("manual")).toEqual({ severities: [], readsVolumes: true });
  expect(await foreseen("fast")).toEqual({ severities: ["refused"], readsVolumes: true });
});
