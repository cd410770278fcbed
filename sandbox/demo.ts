import { join } from "node:path";
import { parseArgs, styleText } from "node:util";
import { Failure, messageOf, usageError } from "../cli/core/errors.ts";
import { redact } from "../cli/core/secrets.ts";
import { confirmWork } from "./confirm.ts";
import { ending } from "./demo/end.ts";
import { demosFolder } from "./demo/place.ts";
import { tellStory } from "./demo/story.ts";
import { createTerminal, type Terminal } from "./demo/terminal.ts";
import { type Sandbox, siteOf, up } from "./index.ts";
import { withLock } from "./lock.js";
import { rememberedEngine } from "./parts/engine.ts";

const usage = `Usage: npm run demo

Takes the chat server from a Git repository to a release that runs on Docker Compose, then to a second one and
past a broken third one, while two clients talk. Everything is real and stays up afterwards; run it again as often
as you like.

  --name <name>   of the project, and of its repository, image, chart and containers (default chat-demo)
  --compose       run on Docker Compose, as it does anyway`;

const report = (line: string) => console.log(line);
const site = siteOf({ report });

async function main(): Promise<void> {
  const name = readName();
  if (!name) return console.log(usage);
  const terminal = createTerminal();
  const lock = join(demosFolder(site.paths), ".lock");
  const onWait = (holder: number) => report(`Waiting for another demo (process ${holder})`);
  await withLock(lock, () => play(terminal, name), { onWait });
}

/** The project's name; undefined where help is wanted. */
function readName(): string | undefined {
  const { name, help } = readFlags();
  if (help) return undefined;
  if (/^[a-z][a-z0-9-]{0,30}$/.test(name)) return name;
  throw usageError(`--name ${name} is no valid name`, { hint: "Use lower-case letters, digits and dashes." });
}

function readFlags() {
  const flag = { type: "boolean", default: false } as const;
  const name = { type: "string", default: "chat-demo" } as const;
  try {
    return parseArgs({ options: { name, compose: flag, help: { ...flag, short: "h" } } }).values;
  } catch (error) {
    throw usageError(messageOf(error), { hint: usage });
  }
}

async function play(terminal: Terminal, name: string): Promise<void> {
  const sandbox = await terminal.act("The sandbox: engine, registry, ChartMuseum, Redis", () => bringUp(terminal));
  const told = await tellStory(terminal, site.paths, sandbox, name);
  terminal.say(
    "",
    "The time it took:",
    ...terminal.times(),
    "",
    ...ending(told, rememberedEngine(site.paths)?.own ?? false),
  );
}

async function bringUp(terminal: Terminal): Promise<Sandbox> {
  const sandbox = await up({ report, confirm: (work) => confirmWork(work, report) });
  Object.assign(terminal.env, sandbox.env);
  terminal.say(
    `Up: registry ${sandbox.registry}, ChartMuseum ${sandbox.chartRepository}.`,
    "A shell of yours uses them after:",
    '  eval "$(npm run --silent sandbox -- env)"',
  );
  return sandbox;
}

try {
  await main();
  process.exit(0);
} catch (error) {
  if (!(error instanceof Failure)) throw error;
  console.error(`${styleText("red", "error", { stream: process.stderr })} ${redact(error.message)}`);
  for (const line of error.details) console.error(`  ${redact(line)}`);
  if (error.hint) console.error(error.hint);
  process.exit(error.exitCode);
}
