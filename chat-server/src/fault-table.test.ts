import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { historyLimit } from "./history.ts";
import { blackHole } from "./testing/black-hole.ts";
import { Page } from "./testing/page.ts";
import { describeWithRedis, TestRedis } from "./testing/redis.ts";
import { type Replica, startReplica, untilStatus } from "./testing/replica.ts";
import { until } from "./testing/until.ts";

/** What happens in the middle of it. `isTold`: what was there before may be gone, and everybody is told. */
interface Fault {
  name: string;
  keeps?: boolean;
  isTold?: boolean;
  strike: (parts: Parts) => Promise<void>;
}

interface Parts {
  redis: TestRedis;
  replicas: Replica[];
  pages: Page[];
  startAnother: () => Promise<Replica>;
  hole: { open: () => void; close: () => void };
}

const faults: Fault[] = [
  { name: "nothing", strike: async () => {} },
  { name: "Redis is killed", keeps: true, strike: ({ redis }) => restart(redis) },
  {
    name: "Redis comes up with an old snapshot",
    strike: async ({ redis }) => {
      await redis.run("SAVE");
      await sleep(300);
      await restart(redis);
    },
  },
  { name: "Redis is emptied", isTold: true, strike: async ({ redis }) => void (await redis.run("FLUSHALL")) },
  { name: "Redis comes up empty", isTold: true, strike: ({ redis }) => restart(redis) },
  {
    name: "Redis freezes",
    strike: async ({ redis }) => {
      redis.pause();
      await sleep(2500);
      redis.goOn();
    },
  },
  {
    name: "nothing gets through to Redis",
    strike: async ({ hole }) => {
      hole.open();
      await sleep(2500);
      hole.close();
    },
  },
  {
    name: "clients are cut off",
    strike: async ({ pages }) => {
      for (let round = 0; round < 5; round++) {
        for (const page of pages) page.cut();
        await sleep(300);
      }
    },
  },
  {
    name: "replicas are replaced",
    strike: async ({ replicas, startAnother }) => {
      for (let turn = 0; turn < 3; turn++) {
        const [old] = replicas.splice(0, 1);
        replicas.push(await startAnother());
        await old?.server.stop();
      }
    },
  },
];

async function restart(redis: TestRedis): Promise<void> {
  await redis.kill();
  await redis.launch();
}

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

describeWithRedis("three replicas under load, when", () => {
  for (const { name, keeps, isTold, strike } of faults) {
    test.each(loads)(
      `${name}, at %i messages a second: nothing is lost, doubled or out of order`,
      async (perSecond) => {
        const redis = await TestRedis.start({ keeps: keeps === true });
        const hole = await blackHole(redis.port);
        const startAnother = async () => {
          const replica = await startReplica({ redis: { ...redis.target, port: hole.port } });
          await untilStatus(`${replica.url}/readyz`, 200);
          return replica;
        };
        const replicas = await Promise.all([startAnother(), startAnother(), startAnother()]);
        let turn = 0;
        const pages = Array.from(
          { length: crowd },
          () => new Page(() => replicas[turn++ % replicas.length]?.port ?? 0),
        );
        await until("everyone is there", () => pages.every(({ given }) => given.length > 0));
        const stopSending = keepSending(pages, perSecond);
        await sleep(700);
        await strike({ redis, replicas, pages, startAnother, hole });
        await sleep(700);
        const sent = stopSending();
        await until("everything sent is stored", () => pages.every(({ isSettled }) => isSettled));
        for (const page of pages) page.send(`end-${pages.indexOf(page)}`);
        const ended = ({ shown }: Page) => new Set(shown.filter((mid) => mid.startsWith("end-"))).size === crowd;
        await until("everyone has everything", () => pages.every(ended));
        expect(faultsOf(pages, isTold === true)).toEqual({ lost: 0, doubled: 0, disordered: 0 });
        expect(new Set(pages.flatMap(({ acknowledged }) => [...acknowledged])).size).toBeGreaterThanOrEqual(sent);
      },
    );
  }
});

/** Against the last messages, which everybody must have; those before are compared with what each was given. */
function faultsOf(pages: Page[], isTold: boolean) {
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
