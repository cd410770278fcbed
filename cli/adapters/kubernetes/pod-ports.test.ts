import { KubeConfig } from "@kubernetes/client-node";
import { expect, test } from "vitest";
import { httpServer } from "../../../testing/servers/http-server.ts";
import type { Cluster } from "./cluster.ts";
import { askPort, hasNetworkPolicies } from "./pod-ports.ts";

/** A cluster of these API groups, whose lists hold what is named by path; other lists do not exist. */
async function clusterWith(groupVersions: string[], lists: Record<string, object[] | 403>): Promise<Cluster> {
  const { host } = await httpServer((request, response) => {
    const [path = ""] = (request.url ?? "").split("?");
    const groups = groupVersions.map((groupVersion) => ({
      name: groupVersion.split("/")[0],
      preferredVersion: { groupVersion },
    }));
    const found = path === "/apis" ? { groups } : { items: lists[path] };
    const status = path === "/apis" || Array.isArray(lists[path]) ? 200 : (lists[path] ?? 404);
    response.writeHead(Number(status), { "content-type": "application/json" }).end(JSON.stringify(found));
  });
  const config = new KubeConfig();
  config.loadFromClusterAndUser({ name: "x", server: `http://${host}`, skipTLSVerify: true }, { name: "x" });
  return { config, namespace: "x" } as Cluster;
}

const calico = ["networking.k8s.io/v1", "crd.projectcalico.org/v1"];
const own = "/apis/networking.k8s.io/v1/namespaces/jobs/networkpolicies";
const everywhere = "/apis/crd.projectcalico.org/v1/globalnetworkpolicies";

test.each<[what: string, lists: Record<string, object[] | 403>, isShielded: boolean]>([
  ["none", { [own]: [], [everywhere]: [] }, false],
  ["one of the namespace that is asked for", { [own]: [{}] }, true],
  ["one of the whole cluster", { [own]: [], [everywhere]: [{}] }, true],
  ["some that may not be listed", { [own]: [], [everywhere]: 403 }, true],
])("policies that may shield pods: %s", async (_, lists, isShielded) => {
  expect(await hasNetworkPolicies(await clusterWith(calico, lists), "jobs")).toBe(isShielded);
});

test("what the cluster does not know is not asked for", async () => {
  const cluster = await clusterWith(["networking.k8s.io/v1"], { [own]: [], [everywhere]: [{}] });
  expect(await hasNetworkPolicies(cluster, "jobs")).toBe(false);
});

test("of a program whose answer never ends no more than its beginning is taken", async () => {
  const { host } = await httpServer((_, response) => {
    const more = () => {
      while (response.write("x".repeat(65_536)));
    };
    response.on("drain", more).writeHead(200, { "content-type": "text/plain" });
    more();
  });
  const config = new KubeConfig();
  config.loadFromClusterAndUser({ name: "x", server: `http://${host}`, skipTLSVerify: true }, { name: "x" });
  const before = process.memoryUsage().rss;
  expect(await askPort({ config } as Cluster, { namespace: "x", pod: "chat", port: 8443 })).toBe("answers");
  expect(process.memoryUsage().rss - before).toBeLessThan(50 * 1024 * 1024);
});
