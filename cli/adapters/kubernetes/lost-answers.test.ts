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

type Fate = "kept" | "cut" | "ignored";

/** An API server that keeps what it is given, and does to its answer, or to the whole request, what is said of each write. */
function losing(fateOf: (write: number) => Fate, objects = new Map<string, Stored>()): RequestListener {
  let writes = 0;
  const write = async (request: IncomingMessage, response: ServerResponse) => {
    const sent = (await json(request)) as Stored;
    const path = request.method === "POST" ? `${request.url}/${sent.metadata.name}` : (request.url ?? "");
    if (objects.get(path)?.metadata.resourceVersion !== sent.metadata.resourceVersion) {
      return reply(response, 409, { kind: "Status", code: 409 });
    }
    writes += 1;
    const fate = fateOf(writes);
    if (fate === "ignored") return;
    const stored = { data: sent.stringData, ...sent, metadata: { ...sent.metadata, resourceVersion: String(writes) } };
    objects.set(path, stored);
    return fate === "cut" ? void request.socket.destroy() : reply(response, 200, stored);
  };
  return (request, response) => {
    if (request.method !== "GET") return void write(request, response);
    if (request.url === "/version") return reply(response, 200, { gitVersion: "v1.34.4" });
    const found = objects.get(request.url ?? "");
    return reply(response, found ? 200 : 404, found ?? { kind: "Status", code: 404 });
  };
}

const everySecondCut = (write: number): Fate => (write % 2 === 1 ? "cut" : "kept");

async function connected(server = losing(everySecondCut)): Promise<Cluster> {
  const { host } = await httpServer(server);
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

test("a Lease is given back although the first request to do so is never answered", async () => {
  const objects = new Map<string, Stored & { spec?: { holderIdentity?: string } }>();
  const cluster = await connected(losing((write) => (write === 2 ? "ignored" : "kept"), objects));
  const request = { purpose: "promote", holder: "robot@build" };
  await withLease(cluster, "chatops-chat", request, AbortSignal.timeout(20_000), async () => "held");
  expect([...objects.values()].map(({ spec }) => spec?.holderIdentity)).toEqual([undefined]);
});
