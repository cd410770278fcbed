import { AppsV1Api, KubeConfig } from "@kubernetes/client-node";
import { expect, it } from "vitest";
import { server } from "../../testing/servers.ts";
import type { Cluster } from "./cluster.ts";
import { readiness } from "./pods.ts";

/** The workloads of an API server that answers lists so: with ready pods of two that are wanted, or a status. */
async function readyWhere(answers: { deployments: number; statefulsets: number }) {
  const { host } = await server((request, response) => {
    const [, kind = ""] = /namespaces\/x\/(\w+)/.exec(request.url ?? "") ?? [];
    const answer = answers[kind as keyof typeof answers];
    const items = [{ spec: { replicas: 2 }, status: { readyReplicas: answer } }];
    response.writeHead(answer >= 400 ? answer : 200, { "content-type": "application/json" });
    response.end(JSON.stringify(answer >= 400 ? { kind: "Status", message: "no" } : { items }));
  });
  const config = new KubeConfig();
  config.loadFromClusterAndUser({ name: "x", server: `http://${host}`, skipTLSVerify: true }, { name: "x" });
  return readiness({ apps: config.makeApiClient(AppsV1Api), namespace: "x" } as Cluster, "chat");
}

it("counts what all workloads want and have", async () => {
  expect(await readyWhere({ deployments: 2, statefulsets: 1 })).toEqual({ ready: 3, wanted: 4 });
});

it("counts no StatefulSets where they may not be listed, which a promotion does not ask for", async () => {
  expect(await readyWhere({ deployments: 2, statefulsets: 403 })).toEqual({ ready: 2, wanted: 2 });
});

it.each([
  { deployments: 403, statefulsets: 0 },
  { deployments: 2, statefulsets: 500 },
])("tells what else cannot be had: %o", async (answers) => {
  await expect(readyWhere(answers)).rejects.toThrow("cannot list the workloads in namespace x: no");
});
