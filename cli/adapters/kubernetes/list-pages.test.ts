import { expect, test } from "vitest";
import { writeKubeconfig } from "../../../testing/cluster/kubeconfig.ts";
import { httpServer } from "../../../testing/servers/http-server.ts";
import { connectCluster } from "./cluster.ts";
import { listPages } from "./list-pages.ts";

test("a collection is read page by page, and followed from where its last one stood", async () => {
  const asked: (string | null)[] = [];
  const { host } = await httpServer(({ url = "" }, response) => {
    const { pathname, searchParams } = new URL(url, "http://server");
    const page = searchParams.get("continue");
    if (pathname === "/api/v1/namespaces/x/events") asked.push(page);
    const metadata = page ? { resourceVersion: "8" } : { resourceVersion: "7", continue: "more" };
    const body = pathname === "/version" ? { gitVersion: "v1.34.4" } : { metadata, items: [page ?? "first"] };
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(body));
  });
  const kubeconfig = writeKubeconfig({ server: `http://${host}` });
  const cluster = await connectCluster({ env: {}, namespace: "x", kubeconfig, context: undefined, server: undefined });
  const listed = await listPages(cluster, "/api/v1/namespaces/x/events");
  expect(listed).toEqual({ items: ["first", "more"], metadata: { resourceVersion: "8" } });
  expect(asked).toEqual([null, "more"]);
});
