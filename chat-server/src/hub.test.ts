import { setImmediate as turn } from "node:timers/promises";
import { expect, test } from "vitest";
import type { Connection } from "./connection.ts";
import { framesIn } from "./frames.ts";
import { History } from "./history.ts";
import { Hub } from "./hub.ts";
import { MemoryStore } from "./memory-store.ts";
import { createMetrics } from "./metrics.ts";
import { workFor } from "./testing/busy.ts";
import { until } from "./testing/until.ts";
import { Welcome } from "./welcome.ts";

function start() {
  const [history, store, metrics] = [new History(), new MemoryStore(), createMetrics()];
  const presence = () => ({ here: 0, typing: [] });
  const welcome = new Welcome({ history, store, version: "test", metrics, presence, patience: 1000 });
  const hub = new Hub({ history, store, welcome, metrics });
  store.start(hub);
  return { hub, say: (text: string) => store.append([{ text, mid: undefined, uid: undefined }]) };
}

/** A client of the original to whom a write takes a while; what it got in each. */
function join(hub: Hub): string[][] {
  const writes: string[][] = [];
  const send = (frames: Buffer) => {
    workFor(0.3);
    writes.push(Array.from(framesIn(frames), ({ payload }) => `${payload}`));
  };
  hub.join({ position: 0, telling: "plain", resumes: false, send } as unknown as Connection, "");
  return writes;
}

test("a message that comes during a round joins it for those not reached yet, and reaches the others in the next", async () => {
  const { hub, say } = start();
  const clients = Array.from({ length: 100 }, () => join(hub));
  await say("1");
  await turn();
  const reached = clients.filter((writes) => writes.length > 0).length;
  expect(reached).toBeLessThan(100);
  await say("2");
  await until("all have both", () => clients.every((writes) => writes.flat().length === 2));
  const [first, others] = [clients.slice(0, reached), clients.slice(reached)];
  expect(first).toEqual(first.map(() => [["1"], ["2"]]));
  expect(others).toEqual(others.map(() => [["1", "2"]]));
});
