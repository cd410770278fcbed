import { KubeConfig } from "@kubernetes/client-node";
import { expect, test } from "vitest";
import { httpServer } from "../../../testing/servers/http-server.ts";
import type { Cluster } from "./cluster.ts";
import { findDrift, removeAdded } from "./drift.ts";

const deployment = (...env: object[]) => ({
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "chat", resourceVersion: "7", managedFields: [] },
  spec: { template: { spec: { containers: [{ name: "proxy" }, { name: "chat", env }] } } },
});

/** A cluster with one Deployment; `tried` is what a trial makes of it, or the status that it is refused with. */
async function clusterWith(
  live: object | undefined,
  tried: object | number = 200,
  resource = { name: "deployments", kind: "Deployment" },
) {
  const patches: unknown[] = [];
  const { host } = await httpServer(async (request, response) => {
    let text = "";
    for await (const chunk of request) text += chunk;
    const answer = (status: number, body: object) => response.writeHead(status).end(JSON.stringify(body));
    if (request.url === "/apis/apps/v1") return answer(200, { resources: [{ ...resource, namespaced: true }] });
    if (request.method === "GET") return answer(live ? 200 : 404, live ?? { kind: "Status" });
    if (request.url?.includes("dryRun"))
      return typeof tried === "number" ? answer(tried, { kind: "Status" }) : answer(200, tried);
    patches.push(JSON.parse(text));
    return answer(200, {});
  });
  const config = new KubeConfig();
  config.loadFromClusterAndUser({ name: "x", server: `http://${host}`, skipTLSVerify: true }, { name: "x" });
  return { cluster: { config, namespace: "x" } as Cluster, patches };
}

const [one, two, three] = ["ONE", "TWO", "THREE"].map((name) => ({ name, value: "1" }));

test("what is gone is named, and what may not be tried is unknown", async () => {
  const manifest = [deployment(one ?? {})];
  const gone = await clusterWith(undefined);
  expect(await findDrift(gone.cluster, manifest)).toMatchObject([{ object: "Deployment/chat", field: "" }]);
  const refused = await clusterWith(deployment(one ?? {}), 403);
  expect(await findDrift(refused.cluster, manifest)).toBeUndefined();
  const same = await clusterWith(deployment(one ?? {}), deployment(one ?? {}));
  expect(await findDrift(same.cluster, manifest)).toEqual([]);
  const changed = await clusterWith(deployment(two ?? {}), deployment(one ?? {}));
  expect(await findDrift(changed.cluster, manifest)).toMatchObject([
    { field: "spec.template.spec.containers[chat].env[TWO]", isAdded: true },
    { field: "spec.template.spec.containers[chat].env[ONE]", isAdded: false },
  ]);
});

test("a Job that the cluster removes once it is done is not missed", async () => {
  const jobs = await clusterWith(undefined, 200, { name: "jobs", kind: "Job" });
  const done = { ...deployment(), kind: "Job", spec: { ttlSecondsAfterFinished: 60 } };
  const kept = { ...deployment(), kind: "Job" };
  expect(await findDrift(jobs.cluster, [done])).toEqual([]);
  expect(await findDrift(jobs.cluster, [kept])).toMatchObject([{ object: "Job/chat" }]);
});

test("what was added is removed by its number, the last one first, and put there again in order", async () => {
  const live = deployment(one ?? {}, two ?? {}, three ?? {});
  const { cluster, patches } = await clusterWith(live);
  const variable = (name: string) => ["spec", "template", "spec", "containers", { name: "chat" }, "env", { name }];
  const putBack = await removeAdded(cluster, live, [variable("ONE"), variable("THREE"), variable("FOUR")]);
  expect(patches).toEqual([
    [
      { op: "test", path: "/metadata/resourceVersion", value: "7" },
      { op: "remove", path: "/spec/template/spec/containers/1/env/2" },
      { op: "remove", path: "/spec/template/spec/containers/1/env/0" },
    ],
  ]);
  await putBack();
  expect(patches[1]).toEqual([
    { op: "add", path: "/spec/template/spec/containers/1/env/0", value: one },
    { op: "add", path: "/spec/template/spec/containers/1/env/2", value: three },
  ]);
});

test("what a variable's name calls secret is masked, and a long value is cut to one line", async () => {
  const secret = (value: string) => deployment({ name: "DB_PASSWORD", value });
  const { cluster } = await clusterWith(secret("correct-horse-1"), secret("battery-staple-2"));
  const told = JSON.stringify(
    (await findDrift(cluster, [secret("")]))?.map(({ found, expected }) => [found, expected]),
  );
  expect(told).not.toMatch(/horse|staple/);
  const long = (text: string) => deployment({ name: "TEXT", value: `${text}\n`.repeat(99) });
  const other = await clusterWith(long("one"), long("two"));
  const [drift] = (await findDrift(other.cluster, [long("two")])) ?? [];
  expect(drift?.found).toMatch(/^(one ){25}…$/);
});
