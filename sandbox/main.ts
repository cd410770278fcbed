import { parseArgs } from "node:util";
import { messageOf, preconditionError, usageError } from "../lib/errors.ts";
import { aligned } from "../lib/table.ts";
import { confirm, confirmSetup } from "./confirm.ts";
import { sandboxContext } from "./context.ts";
import { removeAll, removeCache, takeDown } from "./down.ts";
import { tellFailure } from "./failure.ts";
import { find, type Sandbox, up } from "./index.ts";
import { chooseCluster } from "./parts/chosen-cluster.ts";
import type { PartState } from "./parts/part.ts";
import { sandboxPaths } from "./paths.ts";
import { withSandboxLock } from "./sandbox-lock.ts";
import { readState } from "./state.ts";

const help = `Usage: npm run sandbox -- <command>

The real parts that chatops talks to, on this machine: Docker engine, registry, ChartMuseum, Redis, base images, Kubernetes.

  up       bring everything up; installs and builds what is missing  [--yes] [--docker: without Kubernetes]
           [--context <name>: with a cluster of yours; without it, one of kind, k3d or minikube that stands ready]
  down     end every process of the sandbox; keeps data and caches
  remove   down, and delete its data  [--yes] [--cache: what was built and downloaded too]
  state    show every part  [--json]
  image    make images that Dockerfiles build on, as named after it, of Debian's packages: image python:3.13 nginx:stable
  env      print variables for a shell: eval "$(npm run --silent sandbox -- env)"`;

const options = {
  yes: { type: "boolean", short: "y", default: false },
  json: { type: "boolean", default: false },
  cache: { type: "boolean", default: false },
  docker: { type: "boolean", default: false },
  context: { type: "string" },
  help: { type: "boolean", short: "h", default: false },
} as const;

interface Flags {
  yes: boolean;
  json: boolean;
  cache: boolean;
  docker: boolean;
  context?: string | undefined;
}

const report = (line: string) => console.error(line);
const context = sandboxContext({ report });

const commands: Record<string, (flags: Flags, names: string[]) => Promise<void>> = {
  up: async ({ yes, docker, context: named }) => {
    const cluster = docker ? undefined : await chooseCluster(named, context);
    await up({ report, cluster, confirm: async (steps) => yes || confirmSetup(steps, report) });
    await printState();
  },
  down,
  remove: ({ yes, cache }) => remove(yes, cache),
  state: ({ json }) => printState(json),
  env: printEnv,
  image: (_, names) => makeImages(names),
};

async function down(): Promise<void> {
  await withSandboxLock(context, () => takeDown(context));
  report(`Every process has ended. The data stays in ${context.paths.state}.`);
}

async function remove(yes: boolean, cache: boolean): Promise<void> {
  report(`This ends the sandbox and deletes ${context.paths.state}`);
  if (cache) report(`and what was built and downloaded: ${context.paths.cache}`);
  report("Debian's packages stay installed.");
  if (!yes && !(await confirm("Go on?"))) return;
  await withSandboxLock(context, () => removeAll(context));
  if (cache) await removeCache(context.paths);
}

async function printState(json = false): Promise<void> {
  const states = await readState(context.paths);
  console.log(json ? JSON.stringify(states, null, 2) : stateTable(states).join("\n"));
}

const stateTable = (states: PartState[]) =>
  aligned([
    ["PART", "STATE", "VERSION", "ORIGIN", "ADDRESS"],
    ...states.map(({ name, running, version, origin, address }) => [
      name,
      running ? "ready" : "off",
      version,
      origin,
      address,
    ]),
  ]);

async function makeImages(names: string[]): Promise<void> {
  const absent = await existing().provideBases(names);
  if (absent.length === 0) return;
  throw preconditionError(`Of Debian's packages the sandbox can make no ${absent.join(", ")}`, {
    hint: "docs/sandbox.md lists those that it can make.",
  });
}

function existing(): Sandbox {
  const sandbox = find({ report });
  if (sandbox) return sandbox;
  throw preconditionError(`There is no sandbox in ${sandboxPaths().state} yet`, {
    hint: "Run: npm run sandbox -- up",
  });
}

async function printEnv(): Promise<void> {
  const { env, registry, chartRepository, redis } = existing();
  const variables = { ...env, REGISTRY: registry, CHARTMUSEUM_URL: chartRepository, REDIS_ADDR: redis };
  for (const [name, value] of Object.entries(variables)) {
    console.log(`export ${name}='${value.replaceAll("'", "'\\''")}'`);
  }
}

function readArguments() {
  try {
    return parseArgs({ options, allowPositionals: true });
  } catch (error) {
    throw usageError(messageOf(error), { hint: help });
  }
}

async function main(): Promise<void> {
  const { values, positionals } = readArguments();
  const [name = "", ...names] = positionals;
  if (values.help) return console.log(help);
  const command = commands[name];
  if (!command || names.length > 0 !== (name === "image")) throw usageError(help);
  await command(values, names);
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
  process.exitCode = tellFailure(error);
}
