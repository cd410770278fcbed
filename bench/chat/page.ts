import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { type BrowserContext, chromium } from "playwright-core";
import { WebSocket } from "ws";
import { run } from "../../lib/processes.ts";
import { aligned } from "../../lib/table.ts";
import { freePort } from "../../sandbox/ports.ts";
import { startOurs } from "./servers.ts";

const usage = `npm run bench:page -- --lighthouse <folder>

  --lighthouse   where Lighthouse is installed: \`npm install lighthouse\` in an empty folder. It is no dependency, being larger
                 than everything else that is tested with.
`;
const messages = 1000;
const categories = ["performance", "accessibility", "best-practices"];
const timings = ["first-contentful-paint", "largest-contentful-paint", "speed-index", "total-blocking-time"];

interface Report {
  lhr: {
    categories: Record<string, { score: number | null }>;
    audits: Record<string, { score: number | null; displayValue?: string }>;
  };
}
type Lighthouse = (url: string, flags: object, config: object | undefined) => Promise<Report | undefined>;

async function lighthouseIn(folder: string) {
  const core = join(resolve(folder), "node_modules/lighthouse/core");
  const load = async (file: string) => (await import(pathToFileURL(join(core, file)).href)).default;
  return {
    measure: (await load("index.js")) as Lighthouse,
    forms: { phone: undefined, desktop: (await load("config/desktop-config.js")) as object },
  };
}

/** Somebody else's conversation, as long as the server remembers. */
async function talk(port: number): Promise<void> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/ws`, { origin: `http://127.0.0.1:${port}` });
  let come = 0;
  await new Promise<void>((done) => {
    socket.on("message", () => ++come === messages && done());
    socket.on("open", () => {
      for (let n = 1; n <= messages; n++) socket.send(JSON.stringify(messageOf(n)));
    });
  });
  socket.terminate();
}

const messageOf = (n: number) => ({
  text: `Number ${n}, `.repeat(1 + (n % 9)),
  uid: `u${n % 7}`,
  title: `U${n % 7}`,
  date: new Date(),
});

/** A visitor who was here before. */
async function enter(context: BrowserContext, url: string): Promise<void> {
  const page = await context.newPage();
  await page.goto(url);
  await page.fill("#name", "Ana");
  await page.keyboard.press("Enter");
  await page.waitForSelector("#state[data-state=online], #state[data-state=memory]");
  await page.close();
}

/** One row for each view and each device. */
async function rowsOf(context: BrowserContext, url: string, port: number, folder: string): Promise<string[][]> {
  const { measure, forms } = await lighthouseIn(folder);
  const rows: string[][] = [];
  for (const isFirst of [true, false]) {
    if (!isFirst) await enter(context, url);
    for (const [form, config] of Object.entries(forms)) {
      const flags = { port, onlyCategories: categories, disableStorageReset: !isFirst, logLevel: "error" };
      const report = (await measure(url, flags, config)) ?? { lhr: { categories: {}, audits: {} } };
      rows.push([`${isFirst ? "first visit" : `${messages} messages`}, ${form}`, ...cellsOf(report)]);
      console.error(rows.at(-1)?.join("   "));
    }
  }
  return rows;
}

const cellsOf = ({ lhr: { categories: scores, audits } }: Report): string[] => [
  ...categories.map((name) => `${Math.round((scores[name]?.score ?? 0) * 100)}`),
  ...timings.map((name) => audits[name]?.displayValue ?? ""),
  Object.keys(audits)
    .filter((name) => (audits[name]?.score ?? 1) < 1)
    .join(" "),
];

async function measureAll(folder: string): Promise<string[][]> {
  const server = await startOurs(undefined);
  const profile = mkdtempSync(join(tmpdir(), "chat-page-"));
  const debugging = await freePort();
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", `--remote-debugging-port=${debugging}`],
  });
  try {
    await talk(server.port);
    return await rowsOf(context, `http://127.0.0.1:${server.port}/`, debugging, folder);
  } finally {
    await context.close();
    await server.stop();
    rmSync(profile, { recursive: true, force: true });
  }
}

const { values } = parseArgs({ options: { lighthouse: { type: "string" }, help: { type: "boolean" } } });
if (values.help || !values.lighthouse || !existsSync(values.lighthouse)) {
  process.stdout.write(usage);
  process.exit(values.help ? 0 : 2);
}
await run("npm", ["run", "build"], { cwd: fileURLToPath(new URL("../../chat-server", import.meta.url)) });
const rows = await measureAll(values.lighthouse);
console.log(aligned([["view", ...categories, ...timings, "below 1"], ...rows]).join("\n"));
process.exit(0);
