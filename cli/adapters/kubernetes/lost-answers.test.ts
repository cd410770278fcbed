import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { json } from "node:stream/consumers";
import { expect, test } from "vitest";
import { writeKubeconfig } from "../../../testing/cluster/kubeconfig.ts";
import { promotionRecord } from "../../../testing/fixtures/promotion-records.ts";
import { httpServer } from "../../../testing/servers/http-server.ts";
import { type Cluster, connectCluster } from "./cluster.ts";
import { readPromotions, recordPromotion } from "./history-configmap.ts";
import { withLease } from "./lease.ts";
import { createNamespace } from "./namespace.ts";
import { ensureSecret } from "./secrets.ts";

interface Stored {
  metadata: { name: string; resourceVersion?: string };
  data?: object | undefined;
  /** Of a Secret; its values are then read as `data`. */
  stringData?: object;
}

const reply = (response: ServerResponse, status: number, body: object) =>
  void response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));

/** An API server that keeps what it is given, and cuts the connection instead of answering to every second write. */
function losing(): RequestListener {
  const objects = new Map<string, Stored>();
  let writes = 0;
  const write = async (request: IncomingMessage, response: ServerResponse) => {
    const sent = (await json(request)) as Stored;
    const path = request.method === "POST" ? `${request.url}/${sent.metadata.name}` : (request.url ?? "");
    if (objects.get(path)?.metadata.resourceVersion !== sent.metadata.resourceVersion) {
      return reply(response, 409, { kind: "Status", code: 409 });
    }
    writes += 1;
    const stored = { data: sent.stringData, ...sent, metadata: { ...sent.metadata, resourceVersion: String(writes) } };
    objects.set(path, stored);
    return writes % 2 === 1 ? void request.socket.destroy() : reply(response, 200, stored);
  };
  return (request, response) => {
    if (request.method !== "GET") return void write(request, response);
    if (request.url === "/version") return reply(response, 200, { gitVersion: "v1.34.4" });
    const found = objects.get(request.url ?? "");
    return reply(response, found ? 200 : 404, found ?? { kind: "Status", code: 404 });
  };
}

async function connected(): Promise<Cluster> {
  const { host } = await httpServer(losing());
  const kubeconfig = writeKubeconfig({ server: `http://${host}` });
  return connectCluster({ env: {}, namespace: "chat", kubeconfig, context: undefined, server: undefined });
}

/** What was made, though the answer got lost, is not taken for somebody else's at the next try. */
test("a namespace is made", async () => {
  await createNamespace(await connected());
});

test("a Secret is made", async () => {
  await ensureSecret(await connected(), "chat-redis", ["password"], {});
});

test("a promotion is recorded once", async () => {
  const cluster = await connected();
  const place = { name: "chatops-chat", instance: "chat" };
  await recordPromotion(cluster, place, promotionRecord("1.4.0", { outcome: "begun" }));
  await recordPromotion(cluster, place, promotionRecord("1.4.0"));
  expect((await readPromotions(cluster, "chatops-chat")).promotions).toMatchObject([{ outcome: "healthy" }]);
});

test("a Lease is ours, made anew and taken again, and is given back", async () => {
  const cluster = await connected();
  const request = { purpose: "promote", holder: "robot@build" };
  const hold = () => withLease(cluster, "chatops-chat", request, AbortSignal.timeout(20_000), async () => "held");
  expect(await hold()).toBe("held");
  expect(await hold()).toBe("held");
  expect(await hold()).toBe("held");
});
