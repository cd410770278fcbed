import { createInterface } from "node:readline/promises";
import { parseArgs, styleText } from "node:util";
import { Failure, preconditionError, usageError } from "../cli/core/errors.ts";
import { redact } from "../cli/core/secrets.ts";
import { discard, discardCache, lower } from "./down.ts";
import { find, siteOf, up, type Work } from "./index.ts";
import { readState } from "./state.ts";
import { stateTable } from "./table.ts";
import { alone } from "./up.ts";

const help = `Usage: npm run sandbox -- <command>

The real parts that chatops talks to, on this machine: Docker engine, registry, ChartMuseum, Redis, base images.

  up       bring everything up; installs and builds what is missing  [--yes]
  down     end every process of the sandbox; keeps data and caches
  remove   down, and delete its data  [--yes] [--cache: what was built and downloaded too]
  state    show every part  [--json]
  env      print variables for a shell: eval "$(npm run --silent sandbox -- env)"`;

const options = {
  yes: { type: "boolean", short: "y", default: false },
  json: { type: "boolean", default: false },
  cache: { type: "boolean", default: false },
  help: { type: "boolean", short: "h", default: false },
} as const;

interface Flags {
  yes: boolean;
  json: boolean;
  cache: boolean;
}

const report = (line: string) => console.error(line);
const site = siteOf({ report });

const commands: Record<string, (flags: Flags) => Promise<void>> = {
  up: async ({ yes }) => {
    await up({ report, confirm: (work) => confirmWork(work, yes) });
    await printState();
  },
  down,
  remove: ({ yes, cache }) => remove(yes, cache),
  state: ({ json }) => printState(json),
  env: printEnv,
};

async function down(): Promise<void> {
  await alone(site, () => lower(site));
  report(`Every process has ended. The data stays in ${site.paths.state}.`);
}

/** Says what will be done before it is done. */
async function confirmWork(work: Work[], yes: boolean): Promise<boolean> {
  report("The sandbox lacks some parts. It will");
  for (const { title, seconds } of work) report(`  ${title} (about ${seconds} s)`);
  report("Some of that goes side by side. It is done once and kept.");
  return yes || ask("Go on?");
}

async function remove(yes: boolean, cache: boolean): Promise<void> {
  report(`This ends the sandbox and deletes ${site.paths.state}`);
  if (cache) report(`and what was built and downloaded: ${site.paths.cache}`);
  report("Debian's packages stay installed.");
  if (!yes && !(await ask("Go on?"))) return;
  await alone(site, () => discard(site));
  if (cache) await discardCache(site.paths);
}

/** Yes without a terminal: there is nobody to ask. */
async function ask(question: string): Promise<boolean> {
  if (!process.stdin.isTTY || !process.stderr.isTTY) return true;
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await terminal.question(`${question} [Y/n] `);
  terminal.close();
  return !/^n/i.test(answer.trim());
}

async function printState(json = false): Promise<void> {
  const states = await readState(site.paths);
  console.log(json ? JSON.stringify(states, null, 2) : stateTable(states).join("\n"));
}

async function printEnv(): Promise<void> {
  const sandbox = find();
  if (!sandbox) throw preconditionError("There is no sandbox yet", { hint: "Run: npm run sandbox -- up" });
  const { env, registry, chartRepository, redis } = sandbox;
  const variables = { ...env, REGISTRY: registry, CHARTMUSEUM_URL: chartRepository, REDIS_ADDR: redis };
  for (const [name, value] of Object.entries(variables)) {
    console.log(`export ${name}='${value.replaceAll("'", "'\\''")}'`);
  }
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({ options, allowPositionals: true });
  const [name = "", ...rest] = positionals;
  if (values.help) return console.log(help);
  const command = commands[name];
  if (!command || rest.length > 0) throw usageError(help);
  await command(values);
}

// Ending by exit() lets what is under way clean up; the default would not.
for (const [signal, code] of [
  ["SIGINT", 130],
  ["SIGTERM", 143],
] as const)
  process.on(signal, () => process.exit(code));

try {
  await main();
} catch (error) {
  if (!(error instanceof Failure)) throw error;
  report(`${styleText("red", "error", { stream: process.stderr })} ${redact(error.message)}`);
  for (const line of error.details) report(`  ${redact(line)}`);
  if (error.hint) report(error.hint);
  process.exitCode = error.exitCode;
}
