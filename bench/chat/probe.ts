import { setTimeout as sleep } from "node:timers/promises";
import { parentPort, workerData } from "node:worker_threads";
import { WebSocket } from "ws";
import { messageBytes } from "./crowd.ts";

// A thread of its own: whatever a crowd does to the one that plays it, these times are the server's.
const { port, origin } = workerData as { port: number; origin: string };
const pauseMilliseconds = 25;
const againMilliseconds = 100;
const times: { livez: number[]; echo: number[] } = { livez: [], echo: [] };
let isOver = false;

async function ask(): Promise<void> {
  while (!isOver) {
    const began = performance.now();
    await (await fetch(`http://127.0.0.1:${port}/livez`)).text();
    times.livez.push(performance.now() - began);
    await sleep(pauseMilliseconds);
  }
}

async function talk(socket: WebSocket): Promise<void> {
  const come = new Set<string>();
  socket.on("message", (data) => come.add(String(data)));
  for (let n = 0; !isOver; n++) {
    const began = performance.now();
    const text = JSON.stringify({ n, text: "x".repeat(messageBytes) });
    // What is refused, because Redis was lost, goes out again.
    for (let sentAt = Number.NEGATIVE_INFINITY; !come.has(text); await sleep(1)) {
      if (performance.now() - sentAt < againMilliseconds) continue;
      socket.send(text);
      sentAt = performance.now();
    }
    times.echo.push(performance.now() - began);
    await sleep(pauseMilliseconds);
  }
}

const p99 = (all: number[]): number => all.toSorted((a, b) => a - b)[Math.floor(all.length * 0.99)] ?? Number.NaN;

const socket = new WebSocket(`ws://127.0.0.1:${port}/ws`, { origin });
await new Promise((open) => socket.on("open", open));
parentPort?.once("message", () => {
  isOver = true;
});
parentPort?.postMessage("begun");
await Promise.all([ask(), talk(socket)]);
parentPort?.postMessage({ livez: p99(times.livez), echo: p99(times.echo) });
socket.terminate();
