import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { run } from "../../lib/processes.ts";
import { aligned } from "../../lib/table.ts";
import { Crowd } from "./crowd.ts";
import { measureMemory } from "./memory.ts";
import { measureOpening } from "./opening.ts";
import { type Measured, origin, startOriginal, startOurs, startRedis } from "./servers.ts";

const usage = `npm run bench:chat [-- --original <program>]

  --original   the chat server in Go that chat-server took over from, built: \`go build\` in the folder backend of
               github.com/ditointernet/dito-chat. Without it there is nothing to compare with.
`;
const crowdSize = 1000;
const rounds = 3;
const milliseconds = 2000;

interface Figure {
  /** Messages that reached a client, in a second. */
  rate: number;
  /** Microseconds of processor time for each. */
  cpu: number;
  /** The share of messages that came. */
  share: number;
}

type Start = (redis: Measured | undefined) => Promise<Measured>;

/** One server, from its start to its end, under one load. */
async function figureOf(
  start: Start,
  window: number,
  withRedis: boolean,
  path: string,
  joined: boolean,
): Promise<Figure> {
  const redis = withRedis ? await startRedis() : undefined;
  const server = await start(redis);
  try {
    const crowd = new Crowd({ port: server.port, origin, path, joined });
    await crowd.join(crowdSize);
    await crowd.talk(500, window);
    const before = server.cpu;
    const { expected, received, seconds } = await crowd.talk(milliseconds, window);
    const cpu = ((server.cpu - before) * 1e6) / received;
    await crowd.leave();
    return { rate: received / seconds, cpu, share: received / expected };
  } finally {
    await server.stop();
    await redis?.stop();
  }
}

const middle = (figures: Figure[]): Figure =>
  figures.toSorted((a, b) => a.rate - b.rate)[Math.floor(figures.length / 2)] as Figure;

async function row(title: string, window: number, withRedis: boolean, original: string | undefined, path = "/ws") {
  const taken: { ours: Figure[]; theirs: Figure[] } = { ours: [], theirs: [] };
  // In turns: whatever else the machine does meets both alike.
  for (let round = 0; round < rounds; round++) {
    taken.ours.push(await figureOf(startOurs, window, withRedis, path, false));
    if (original) {
      taken.theirs.push(await figureOf((redis) => startOriginal(original, redis), window, withRedis, "/ws", true));
    }
  }
  const ours = middle(taken.ours);
  const theirs = original ? middle(taken.theirs) : undefined;
  const cells = [title, told(ours), theirs ? told(theirs) : "", theirs ? compared(ours, theirs) : ""];
  console.error(cells.join("   "));
  return cells;
}

const told = ({ rate, cpu, share }: Figure): string =>
  `${Math.round(rate / 1000)}k/s, ${cpu.toFixed(2)} µs, ${(share * 100).toFixed(1)} % came`;

const compared = (ours: Figure, theirs: Figure): string =>
  `${(ours.rate / theirs.rate).toFixed(2)}x deliveries, ${(ours.cpu / theirs.cpu).toFixed(2)}x processor`;

const { values } = parseArgs({ options: { original: { type: "string" }, help: { type: "boolean" } } });
if (values.help) {
  process.stdout.write(usage);
  process.exit(0);
}
const { original } = values;
const folder = fileURLToPath(new URL("../../chat-server", import.meta.url));
await run("npm", ["run", "build"], { cwd: folder });
if (!original) console.error("The original is not given (see --help): there is nothing to compare with.");
const rows = [["1000 clients", "chat-server", "the original", "compared"]];
for (const window of [1, 50, 200]) rows.push(await row(`${window} in flight`, window, true, original));
rows.push(await row("50 in flight, clients that resume", 50, true, original, "/ws?since="));
for (const window of [1, 50, 200]) rows.push(await row(`${window} in flight, without Redis`, window, false, original));
console.log(aligned([...rows, ...(await measureOpening()), ...(await measureMemory(original))]).join("\n"));
process.exit(0);
