import { spawn } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import { Page } from "./testing/page.ts";
import { TestProcess } from "./testing/process.ts";
import { describeWithRedis, TestRedis } from "./testing/redis.ts";
import { untilStatus } from "./testing/replica.ts";
import { until } from "./testing/until.ts";

const isFull = process.env.CHATOPS_TEST_FULL === "1";
const minutes = isFull ? 10 : 0.3;
const crowd = isFull ? 200 : 40;
const messagesPerSecond = 100;
const restarts = isFull ? 10 : 1;
const looksPerRestart = 6;

/** A program that does nothing but say every second how late its turns are: what the machine does to everybody. */
const bystander = `
  const { monitorEventLoopDelay } = require("node:perf_hooks");
  const delay = monitorEventLoopDelay({ resolution: 10 });
  delay.enable();
  setInterval(() => { console.log(delay.percentile(99) / 1e9); delay.reset(); }, 1000);`;

function startBystander(): number[] {
  const latenesses: number[] = [];
  const child = spawn(process.execPath, ["--eval", bystander], { stdio: ["ignore", "pipe", "inherit"] });
  child.stdout.on("data", (chunk) => latenesses.push(Number(chunk)));
  onTestFinished(() => void child.kill());
  return latenesses;
}

interface Look {
  /** Bytes. */
  resident: number;
  /** Seconds, of the 99th of a hundred turns since the last look. */
  lateness: number;
}

async function look(url: string): Promise<Look> {
  const text = await (await fetch(`${url}/metrics`)).text();
  const figure = (name: string) => Number(new RegExp(`^${name} (.+)$`, "m").exec(text)?.[1]);
  return {
    resident: figure("process_resident_memory_bytes"),
    lateness: figure("nodejs_eventloop_lag_p99_seconds"),
  };
}

const median = (values: number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

function keepSending(pages: Page[]): () => number {
  let sent = 0;
  const timer = setInterval(() => pages[sent % pages.length]?.send(`m-${sent++}`), 1000 / messagesPerSecond);
  return () => {
    clearInterval(timer);
    return sent;
  };
}

describeWithRedis("a server under load", () => {
  test(`stays as quick and as small as it was, for ${minutes} minutes in which Redis goes and comes`, {
    timeout: minutes * 60_000 + 180_000,
  }, async () => {
    const redis = await TestRedis.start({ keeps: true });
    const chat = new TestProcess({
      PORT: "0",
      REDIS_ADDR: `127.0.0.1:${redis.port}`,
      CONNECTIONS_PER_ADDRESS: "0",
      MESSAGES_PER_SECOND: "0",
    });
    const port = await chat.port();
    const url = `http://127.0.0.1:${port}`;
    await untilStatus(`${url}/readyz`, 200);
    const pages = Array.from({ length: crowd }, () => new Page(() => port));
    await until("everyone is there", () => pages.every(({ given }) => given.length > 0));
    const bystanders = startBystander();
    const stopSending = keepSending(pages);
    const looks: Look[] = [];
    for (let round = 0; round < restarts; round++) {
      for (let count = 0; count < looksPerRestart; count++) {
        await sleep((minutes * 60_000) / restarts / looksPerRestart);
        looks.push(await look(url));
      }
      await redis.kill();
      await redis.launch();
    }
    const sent = stopSending();
    await until("everything sent is stored", () => pages.every(({ isSettled }) => isSettled));
    expect(new Set(pages.flatMap(({ acknowledged }) => [...acknowledged])).size).toBe(sent);
    const warm = looks.slice(Math.floor(looks.length / 3)).map(({ resident }) => resident);
    const half = Math.floor(warm.length / 2);
    expect(median(warm.slice(half)) / median(warm.slice(0, half))).toBeLessThan(1.15);
    if (!isFull) return;
    console.log(summary(looks, bystanders));
    // A machine on which nobody's turns come in time says nothing of the server.
    expect(median(looks.map(({ lateness }) => lateness))).toBeLessThan(Math.max(0.05, 2 * median(bystanders)));
  });
});

function summary(looks: Look[], bystanders: number[]): string {
  const megabytes = looks.map(({ resident }) => Math.round(resident / 2 ** 20));
  const milliseconds = (values: number[]) => `${Math.round(median(values) * 1000)} ms`;
  const late = milliseconds(looks.map(({ lateness }) => lateness));
  return `memory in MiB: ${megabytes.join(" ")}; 99th turn late by ${late}, of a bystander by ${milliseconds(bystanders)}`;
}
