import { once } from "node:events";
import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import { Crowd } from "./crowd.ts";
import { type Measured, origin, startOurs, startRedis } from "./servers.ts";

const pages = 2000;
const history = 1000;

interface Waits {
  livez: number;
  echo: number;
}

/** Asks and talks beside what happens; resolves to how long nearly all of it took, in milliseconds. */
async function beside(server: Measured, task: () => Promise<void>): Promise<Waits> {
  const probe = new Worker(new URL("./probe.ts", import.meta.url), { workerData: { port: server.port, origin } });
  await once(probe, "message");
  await task();
  probe.postMessage("enough");
  const [waits] = (await once(probe, "message")) as [Waits];
  return waits;
}

async function fill(port: number): Promise<void> {
  const speaker = new Crowd({ port, origin, path: "/ws", joined: false });
  await speaker.join(1);
  while (speaker.received < history) await speaker.talk(200, 50);
  await speaker.leave();
}

/** As after a Redis that lost what it had: replicas find another epoch. */
async function beginEpoch(redis: Measured): Promise<void> {
  const socket = connect(redis.port, "127.0.0.1");
  socket.write("SET chat:epoch another\r\n");
  await once(socket, "data");
  socket.destroy();
}

/** What it costs when everybody comes at once, and when everybody gets everything anew. */
export async function measureOpening(): Promise<string[][]> {
  const redis = await startRedis();
  const server = await startOurs(redis);
  try {
    return await rowsOf(server, redis);
  } finally {
    await server.stop();
    await redis.stop();
  }
}

async function rowsOf(server: Measured, redis: Measured): Promise<string[][]> {
  await fill(server.port);
  const crowd = new Crowd({ port: server.port, origin, path: "/ws?since=", joined: false });
  const everything = async (task: () => Promise<void>) => {
    const before = crowd.received;
    await task();
    while (crowd.received - before < pages * history) await sleep(5);
  };
  // First by itself: what is said meanwhile goes to everyone, and would be counted too.
  const before = server.cpu;
  await everything(() => crowd.join(pages, "127.0.2.1", pages));
  const each = ((server.cpu - before) * 1000) / pages;
  await crowd.leave();
  const opening = await beside(server, () => everything(() => crowd.join(pages, "127.0.2.2", pages)));
  const anew = await beside(server, () => everything(() => beginEpoch(redis)));
  await crowd.leave();
  return [
    [`${pages} pages that open at once`, `${each.toFixed(2)} ms each; ${told(opening)}`, "", ""],
    [
      `${pages} that get everything anew`,
      `${told(anew)}; at most ${Math.round(server.peakMemory / 2 ** 20)} MB`,
      "",
      "",
    ],
  ];
}

const told = ({ livez, echo }: Waits): string =>
  `/livez within ${Math.round(livez)} ms, others' messages within ${Math.round(echo)} ms`;
