import type { IncomingMessage, RequestListener } from "node:http";
import { buffer } from "node:stream/consumers";
import { expect, test } from "vitest";
import { packedChart } from "../../../testing/charts/packed-chart.ts";
import { failureOf } from "../../../testing/chatops/failure.ts";
import { httpServer } from "../../../testing/servers/http-server.ts";
import { digestOf } from "../../domain/digest.ts";
import { openHttpRepository } from "./http-repository.ts";
import { putCharts } from "./put.ts";
import { publishChart } from "./store.ts";

const { signal } = new AbortController();
const chart = { name: "chat", version: "1.4.0" };
const chartOf = (text: string) => packedChart("chat", text);

/** A store of files that never replaces one, and has its own way of answering an upload. */
async function storeThat(answer: (request: IncomingMessage, isNew: boolean) => number | undefined) {
  const files = new Map<string, Uint8Array>();
  const listener: RequestListener = async (request, response) => {
    const url = request.url ?? "";
    if (request.method !== "PUT") {
      const found = files.get(url);
      return void response.writeHead(found ? 200 : 404).end(found);
    }
    const body = await buffer(request);
    const isNew = !files.has(url);
    const status = answer(request, isNew);
    if (isNew && (status ?? 201) < 300) files.set(url, body);
    if (status === undefined) request.socket.destroy();
    else response.writeHead(status).end(`status ${status}`);
  };
  const { host } = await httpServer(listener);
  return { store: putCharts(openHttpRepository(`http://${host}`, { credentials: undefined, signal })), files };
}

const newOnly = (status: number) => (_: IncomingMessage, isNew: boolean) => (isNew ? 201 : status);

test("a chart is published once, however often the same is tried", async () => {
  const { store } = await storeThat(newOnly(400));
  const packaged = chartOf("name: chat");
  expect(await publishChart(store, chart, packaged)).toBe(digestOf(packaged));
  expect(await publishChart(store, chart, packaged)).toBe(digestOf(packaged));
  expect((await failureOf(publishChart(store, chart, chartOf("name: other")))).message).toContain(
    "has another chart as chat 1.4.0",
  );
});

test.each([400, 403, 409, 412])(
  "a try that meets what the one before left, refused with %i, is recognized",
  async (status) => {
    let isFirst = true;
    const { store } = await storeThat((_, isNew) => {
      if (!isFirst) return isNew ? 201 : status;
      isFirst = false;
      return undefined;
    });
    const packaged = chartOf("name: chat");
    expect(await publishChart(store, chart, packaged)).toBe(digestOf(packaged));
  },
);

test("a chart that is refused is not looked for again and again", async () => {
  const { store } = await storeThat(() => 400);
  expect(await failureOf(publishChart(store, chart, chartOf("name: chat")))).toMatchObject({
    message: expect.stringContaining("answered 400"),
    details: ["status 400"],
  });
});

test("a chart that is taken and not shown is no release", async () => {
  const { store, files } = await storeThat(() => 201);
  files.set = () => files;
  expect((await failureOf(publishChart(store, chart, chartOf("name: chat")))).message).toContain("does not show it");
});

test("what stands in the place of a chart is another one, whatever it is", async () => {
  const { store, files } = await storeThat(() => 201);
  files.set("/chat-1.4.0.tgz", Buffer.from([0x1f, 0x8b, 1, 2, 3]));
  expect((await failureOf(publishChart(store, chart, chartOf("name: chat")))).message).toContain("has another chart");
});
