import { KubeConfig } from "@kubernetes/client-node";
import { expect, test } from "vitest";
import { httpServer } from "../../../testing/servers/http-server.ts";
import type { Cluster } from "./cluster.ts";
import { promisedNames } from "./promised.ts";

const kinds = (...names: string[]) => ({
  resources: names.map((name) => ({ name, kind: name, namespaced: true, verbs: ["get", "list"] })),
});

/** A cluster with these kinds of each group; the pages of a list are asked for by their number. */
async function clusterWith(groups: Record<string, string[]>, pageOf: (list: string, page: number) => object) {
  const { host, requests } = await httpServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? "", "http://x");
    const [, , group = "", , , , list] = pathname.split("/");
    const names = Object.keys(groups).map((name) => ({ name, preferredVersion: { groupVersion: `${name}/v1` } }));
    const found = list ? pageOf(list, Number(searchParams.get("continue"))) : kinds(...(groups[group] ?? []));
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify(group === "" ? { groups: names } : found));
  });
  const config = new KubeConfig();
  config.loadFromClusterAndUser({ name: "x", server: `http://${host}`, skipTLSVerify: true }, { name: "x" });
  const lists = () => requests.filter(({ url }) => url?.includes("/namespaces/"));
  return { cluster: { config, namespace: "x" } as Cluster, lists };
}

const target = (name: string) => ({ spec: { target: { name } } });

test("objects of custom kinds are read page by page, until each name was found", async () => {
  const pages = [[target("other")], [target("chat-db")], [target("late")]];
  const { cluster, lists } = await clusterWith({ "external-secrets.io": ["externalsecrets"] }, (_, page) => ({
    items: pages[page],
    metadata: { continue: page < 2 ? String(page + 1) : "" },
  }));
  expect(await promisedNames(cluster, ["chat-db"])).toEqual(["chat-db"]);
  expect(lists().map(({ url }) => new URL(url ?? "", "http://x").searchParams.get("limit"))).toEqual(["250", "250"]);
  expect(await promisedNames(cluster, ["chat-db", "nobody"])).toEqual(["chat-db"]);
});

test("too many objects cannot be told from one that speaks of a name, and are not read to the end", async () => {
  const { cluster, lists } = await clusterWith({ "example.com": ["things"] }, (_, page) => ({
    items: [],
    metadata: { continue: String(page + 1) },
  }));
  expect(await promisedNames(cluster, ["chat-db"])).toEqual(["chat-db"]);
  expect(lists().length).toBe(200);
});

test("reports speak of Secrets and make none", async () => {
  const groups = { "wgpolicyk8s.io": ["policyreports"], "aquasecurity.github.io": ["exposedsecretreports"] };
  const { cluster, lists } = await clusterWith(groups, () => ({ items: [target("chat-db")] }));
  expect(await promisedNames(cluster, ["chat-db"])).toEqual([]);
  expect(lists()).toEqual([]);
});
