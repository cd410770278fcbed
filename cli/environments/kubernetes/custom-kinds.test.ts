import { KubeConfig } from "@kubernetes/client-node";
import { expect, test, vi } from "vitest";
import { observation, ownedBy, podState } from "../../../testing/fixtures/watch-states.ts";
import { httpServer } from "../../../testing/servers/http-server.ts";
import type { Cluster } from "../../adapters/kubernetes/cluster.ts";
import { watchCustomKinds } from "./custom-kinds.ts";

/** An API server with objects of one custom kind, whose uid is their place. */
async function clusterOfThings() {
  let [open, most] = [0, 0];
  const { host, requests } = await httpServer(async (request, response) => {
    const path = request.url ?? "";
    most = Math.max(most, ++open);
    await new Promise((resolve) => setTimeout(resolve, 20));
    open -= 1;
    response.setHeader("content-type", "application/json");
    const isOne = path.includes("/namespaces/");
    const resources = [{ name: "things", kind: "Thing", namespaced: true }];
    response.end(JSON.stringify(isOne ? { metadata: { uid: path.replace(/.*namespaces\//, "") } } : { resources }));
  });
  const config = new KubeConfig();
  config.loadFromClusterAndUser({ name: "x", server: `http://${host}`, skipTLSVerify: true }, { name: "x" });
  const asked = () => requests.flatMap(({ url = "" }) => (url.includes("/namespaces/") ? url.replace(/.*\//, "") : []));
  return { cluster: { config, namespace: "x" } as Cluster, asked, most: () => most };
}

const patience = { timeout: 10_000 };

const thing = (name: string, namespace?: string) => ({ kind: "Thing", name, namespace, custom: "example.com/v1" });

test("each object is read once, few at a time, and only what owns pods is read again", async () => {
  const { cluster, asked, most } = await clusterOfThings();
  const names = Array.from({ length: 12 }, (_, index) => `t${index}`);
  const pod = podState({ ready: true });
  const owned = { ...pod, metadata: { ...pod.metadata, ownerReferences: ownedBy("Thing", "t7", "x/things/t7") } };
  const seen = observation({ pods: [owned] }, { workloads: names.map((name) => thing(name)) });
  const customs = watchCustomKinds(cluster, () => {});
  await vi.waitFor(() => {
    customs.want(seen, 0);
    expect(customs.objects.size).toBe(12);
  }, patience);
  expect(asked().toSorted()).toEqual(names.toSorted());
  expect(most()).toBe(4);
  customs.want(seen, 1_000);
  customs.want(seen, 1_000);
  await vi.waitFor(() => expect(asked().slice(12)).toEqual(["t7"]), patience);
});

test("objects of the same name in two namespaces are two", async () => {
  const { cluster } = await clusterOfThings();
  const customs = watchCustomKinds(cluster, () => {});
  customs.want(observation({}, { workloads: [thing("a"), thing("a", "y")] }), 0);
  await vi.waitFor(() => expect(customs.objects.size).toBe(2), patience);
  expect([...customs.objects.values()].map(({ metadata }) => metadata?.uid).toSorted()).toEqual([
    "x/things/a",
    "y/things/a",
  ]);
});
