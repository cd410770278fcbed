import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { historyLimit } from "./history.ts";
import { blackHole } from "./testing/black-hole.ts";
import { type Fault, faults, type Parts } from "./testing/faults.ts";
import { Page } from "./testing/page.ts";
import { describeWithRedis, TestRedis } from "./testing/redis.ts";
import { startReplica, untilStatus } from "./testing/replica.ts";
import { until } from "./testing/until.ts";

const isFull = process.env.CHATOPS_TEST_FULL === "1";
const crowd = isFull ? 200 : 20;
const loads = isFull ? [100, 800] : [100];
const tickMilliseconds = 20;
// Two hundred clients, three replicas and their test share one thread.
const patienceMilliseconds = 180_000;

/** Sends so much in a second, from all pages in turn, until it is told to stop. */
function keepSending(pages: Page[], perSecond: number): () => number {
  let sent = 0;
  const timer = setInterval(() => {
    for (let n = 0; n < (perSecond * tickMilliseconds) / 1000; n++) pages[sent % pages.length]?.send(`m-${sent++}`);
  }, tickMilliseconds);
  return () => {
    clearInterval(timer);
    return sent;
  };
}

/** Three replicas on one Redis, and everyone connected. */
async function startAll(keeps: boolean): Promise<Parts> {
  const redis = await TestRedis.start({ keeps });
  const hole = await blackHole(redis.port);
  const startAnother = async () => {
    const replica = await startReplica({ redis: { ...redis.target, port: hole.port } });
    await untilStatus(`${replica.url}/readyz`, 200);
    return replica;
  };
  const replicas = await Promise.all([startAnother(), startAnother(), startAnother()]);
  let turn = 0;
  const pages = Array.from({ length: crowd }, () => new Page(() => replicas[turn++ % replicas.length]?.port ?? 0));
  await until("everyone is there", () => pages.every(({ given }) => given.length > 0));
  return { redis, replicas, pages, startAnother, hole };
}

async function sufferUnderLoad({ keeps = false, isTold = false, strike }: Fault, perSecond: number): Promise<void> {
  const parts = await startAll(keeps);
  const { pages } = parts;
  const stopSending = keepSending(pages, perSecond);
  await sleep(700);
  await strike(parts);
  await sleep(700);
  const sent = stopSending();
  await until("everything sent is stored", () => pages.every(({ isSettled }) => isSettled));
  for (const [index, page] of pages.entries()) page.send(`end-${index}`);
  const hasAll = ({ shown }: Page) => new Set(shown.filter((mid) => mid.startsWith("end-"))).size === crowd;
  await until("everyone has everything", () => pages.every(hasAll));
  expect(troublesOf(pages, isTold)).toEqual({ lost: 0, doubled: 0, disordered: 0 });
  expect(new Set(pages.flatMap(({ acknowledged }) => [...acknowledged])).size).toBeGreaterThanOrEqual(sent);
}

describeWithRedis("three replicas under load, when", () => {
  for (const fault of faults) {
    test.each(loads)(
      `${fault.name}, at %i messages a second: nothing is lost, doubled or out of order`,
      (perSecond) => sufferUnderLoad(fault, perSecond),
      patienceMilliseconds,
    );
  }
});

/** Against the last messages, which everybody must have; those before are compared with what each was given. */
function troublesOf(pages: Page[], isTold: boolean) {
  const acknowledged = new Set(pages.flatMap(({ acknowledged }) => [...acknowledged]));
  const count = { lost: 0, doubled: 0, disordered: 0 };
  const order = (pages[0] as Page).shown.slice(-historyLimit);
  for (const { shown, given } of pages) {
    const seen = new Set([...given.flat(), ...shown]);
    if (!isTold && given.length <= 1) for (const mid of acknowledged) if (!seen.has(mid)) count.lost++;
    count.doubled += shown.length - new Set(shown).size;
    const last = shown.slice(-order.length);
    if (last.some((mid, index) => mid !== order[index + order.length - last.length])) count.disordered++;
  }
  return count;
}
