import { once } from "node:events";
import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import { Crowd } from "./crowd.ts";
import { type Measured, origin, startBare, startOurs, startRedis } from "./servers.ts";

const pages = 2000;
const history = 1000;
/** As the page asks: who is new is given an identity, too. */
const path = "/ws?since=&token=";
const rounds = 5;

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
  const ours = await startOurs(redis);
  const bare = await startBare();
  try {
    await fill(ours.port);
    return [await costRow(ours, bare), ...(await waitRows(ours, redis))];
  } finally {
    for (const program of [ours, bare, redis]) await program.stop();
  }
}

/** In turns with a server that does nothing, and with one that knows as many bytes by heart. */
async function costRow(ours: Measured, bare: Measured): Promise<string[]> {
  const costs: { ours: number; handshake: number; bytes: number }[] = [];
  for (let round = 0; round < rounds; round++) {
    const from = `127.0.3.${round + 1}`;
    const { cost, bytes } = await costOf(ours, path, from);
    const { cost: handshake } = await costOf(bare, "/", from);
    const { cost: withBytes } = await costOf(bare, `/?bytes=${bytes}`, from);
    costs.push({ ours: cost, handshake, bytes: withBytes });
  }
  const middle = (kind: keyof (typeof costs)[number]) =>
    costs.map((cost) => cost[kind]).toSorted((a, b) => a - b)[Math.floor(rounds / 2)] as number;
  const [all, handshake, bytes] = [middle("ours"), middle("handshake"), middle("bytes")];
  const beyond = `${(all - handshake).toFixed(2)} beyond the handshake alone of ws, ${(all - bytes).toFixed(2)} beyond it with as many bytes`;
  return [`${pages} pages that open at once`, `${all.toFixed(2)} ms each, ${beyond}`, "", ""];
}

/** Milliseconds of processor time for each client that comes, and what each was sent. */
async function costOf(server: Measured, at: string, from: string): Promise<{ cost: number; bytes: number }> {
  const crowd = new Crowd({ port: server.port, origin, path: at, joined: false });
  const before = server.cpu;
  await crowd.join(pages, from, pages);
  while (at !== "/" && crowd.received < pages * history) await sleep(5);
  const cost = ((server.cpu - before) * 1000) / pages;
  const bytes = Math.round(crowd.bytes / pages);
  await crowd.leave();
  return { cost, bytes };
}

/** How long others wait meanwhile. */
async function waitRows(server: Measured, redis: Measured): Promise<string[][]> {
  const crowd = new Crowd({ port: server.port, origin, path, joined: false });
  const everything = async (task: () => Promise<void>) => {
    const before = crowd.received;
    await task();
    while (crowd.received - before < pages * history) await sleep(5);
  };
  const opening = await beside(server, () => everything(() => crowd.join(pages, "127.0.2.1", pages)));
  const anew = await beside(server, () => everything(() => beginEpoch(redis)));
  await crowd.leave();
  return [
    [`beside ${pages} pages that open at once`, told(opening), "", ""],
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
