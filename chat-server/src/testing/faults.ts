import { setTimeout as sleep } from "node:timers/promises";
import type { Page } from "./page.ts";
import type { TestRedis } from "./redis.ts";
import type { Replica } from "./replica.ts";

/** What happens in the middle of it. `isTold`: what was there before may be gone, and everybody is told. */
export interface Fault {
  name: string;
  keeps?: boolean;
  isTold?: boolean;
  strike: (parts: Parts) => Promise<void>;
}

export interface Parts {
  redis: TestRedis;
  replicas: Replica[];
  pages: Page[];
  startAnother: () => Promise<Replica>;
  hole: { open: () => void; close: () => void };
}

export const faults: Fault[] = [
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
