import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { failureOf } from "../../../testing/chatops/failure.ts";
import { writeKubeconfig } from "../../../testing/cluster/kubeconfig.ts";
import { httpServer } from "../../../testing/servers/http-server.ts";
import { connectCluster } from "./cluster.ts";
import { revisionsOf } from "./helm-revisions.ts";

const stored = (revision: number, info: object, chart = { name: "chat", version: "1.4.0" }): string => {
  const release = { version: revision, info, chart: { metadata: chart }, manifest: "kind: Pod" };
  return Buffer.from(gzipSync(JSON.stringify(release)).toString("base64")).toString("base64");
};

/** The revisions that are read from Secrets with this content; the API server answers with `status`. */
async function revisionsIn(releases: readonly string[], status = 200) {
  const asked: string[] = [];
  const items = releases.map((release, index) => ({ metadata: { name: `v${index}` }, data: { release } }));
  const { host } = await httpServer((request, response) => {
    if (request.url !== "/version") asked.push(request.url ?? "");
    const body = request.url === "/version" ? { gitVersion: "v1.34.4" } : { kind: "SecretList", items };
    const code = request.url === "/version" ? 200 : status;
    response.writeHead(code, { "content-type": "application/json" }).end(JSON.stringify(body));
  });
  const kubeconfig = writeKubeconfig({ server: `http://${host}` });
  const request = { env: {}, namespace: "chat", kubeconfig, context: undefined, server: undefined };
  return { asked, revisions: revisionsOf(await connectCluster(request), "chat") };
}

test("revisions are told as `helm history` does, oldest first", async () => {
  const info = { status: "deployed", description: "Upgrade complete", last_deployed: "2026-11-29T10:00:00.5+01:00" };
  const { revisions, asked } = await revisionsIn([
    stored(10, info),
    stored(9, { ...info, status: "superseded" }, { name: "chat", version: "1.3.0" }),
  ]);
  const told = { description: "Upgrade complete", updated: "2026-11-29T10:00:00.5+01:00" };
  expect(await revisions).toEqual([
    { revision: 9, status: "superseded", chart: "chat-1.3.0", ...told },
    { revision: 10, status: "deployed", chart: "chat-1.4.0", ...told },
  ]);
  const url = new URL(asked[0] ?? "", "http://server");
  expect(url.pathname).toBe("/api/v1/namespaces/chat/secrets");
  expect(url.searchParams.get("labelSelector")).toBe("owner=helm,name=chat");
  expect(url.searchParams.get("limit")).toBe("5");
});

test("what was never installed has none", async () => {
  expect(await (await revisionsIn([])).revisions).toEqual([]);
});

test("a Secret that is none of Helm's is passed over", async () => {
  const { revisions } = await revisionsIn(["", "bm9uc2Vuc2U=", stored(1, { status: "deployed" })]);
  expect(await revisions).toMatchObject([{ revision: 1, status: "deployed", description: "" }]);
});

test("a refusal says what was read", async () => {
  const { revisions } = await revisionsIn([], 403);
  expect((await failureOf(revisions)).message).toContain("read Helm's Secrets in namespace chat");
});
