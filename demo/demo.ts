import { join } from "node:path";
import { parseArgs } from "node:util";
import { messageOf, usageError } from "../lib/errors.ts";
import { withLock } from "../lib/lock.js";
import { confirmSetup } from "../sandbox/confirm.ts";
import { sandboxContext } from "../sandbox/context.ts";
import { tellFailure } from "../sandbox/failure.ts";
import { type Sandbox, up } from "../sandbox/index.ts";
import { chooseCluster } from "../sandbox/parts/chosen-cluster.ts";
import { rememberedEngine } from "../sandbox/parts/engine.ts";
import type { ClusterChoice } from "../sandbox/parts/part.ts";
import { defaultName } from "./cluster.ts";
import { tellClusterStory } from "./cluster-story.ts";
import { tellComposeStory } from "./compose-story.ts";
import { clusterNextSteps, composeNextSteps } from "./next-steps.ts";
import { createTerminal, type Terminal } from "./terminal.ts";
import { demosFolder } from "./workspace.ts";

const usage = `Usage: npm run demo

Takes the chat server from a Git repository to a release that runs in staging and prod of a Kubernetes cluster, then
to a second one and past a third one that is broken in prod, while two clients talk. At the end \`chatops serve\` runs, and
a fourth one is only pushed. Everything is real and stays up afterwards; run it again as often as you like.

  --compose         the quick one: on Docker Compose, without a cluster
  --context <name>  a cluster of yours, by its context; without it, one of kind, k3d or minikube that stands ready
  --name <name>     of the project, and of its repository, image, chart and containers (default ${defaultName})`;

const report = (line: string) => console.log(line);
const context = sandboxContext({ report });

interface Flags {
  name: string;
  compose: boolean;
  context?: string | undefined;
  help: boolean;
}

async function main(): Promise<void> {
  const flags = readFlags();
  if (flags.help) return console.log(usage);
  verify(flags);
  const terminal = createTerminal();
  const lock = join(demosFolder(context.paths), ".lock");
  const onWait = (holder: number) => report(`Waiting for another demo (process ${holder})`);
  await withLock(lock, () => play(terminal, flags), { onWait });
}

function readFlags(): Flags {
  const flag = { type: "boolean", default: false } as const;
  const name = { type: "string", default: defaultName } as const;
  try {
    const options = { name, compose: flag, context: { type: "string" }, help: { ...flag, short: "h" } } as const;
    return parseArgs({ options }).values;
  } catch (error) {
    throw usageError(messageOf(error), { hint: usage });
  }
}

function verify({ name, compose, context }: Flags): void {
  if (!/^[a-z][a-z0-9-]{0,30}$/.test(name)) {
    throw usageError(`--name ${name} is not a valid name`, { hint: "Use lower-case letters, digits and dashes." });
  }
  if (compose && context) throw usageError("--compose and --context do not go together", { hint: usage });
}

async function play(terminal: Terminal, { name, compose, context: named }: Flags): Promise<void> {
  const { paths } = context;
  const cluster = compose ? undefined : await chooseCluster(named, context);
  const parts = `engine, registry, ChartMuseum, Redis${cluster ? ", Kubernetes" : ""}`;
  const sandbox = await terminal.section(`The sandbox: ${parts}`, () => bringUp(terminal, cluster));
  const last = cluster
    ? clusterNextSteps(await tellClusterStory(terminal, { paths, sandbox, name, context: contextOf(cluster) }))
    : composeNextSteps(await tellComposeStory(terminal, paths, sandbox, name), rememberedEngine(paths)?.own ?? false);
  terminal.say("", "The time it took:", ...terminal.times(), "", ...last);
}

const contextOf = (cluster: ClusterChoice) => (cluster === "own" ? undefined : cluster.context);

async function bringUp(terminal: Terminal, cluster: ClusterChoice | undefined): Promise<Sandbox> {
  const sandbox = await up({ report, cluster, confirm: (steps) => confirmSetup(steps, report) });
  Object.assign(terminal.env, sandbox.env);
  terminal.say(
    `Up: registry ${sandbox.registry}, ChartMuseum ${sandbox.chartRepository}.`,
    ...(sandbox.cluster ? [`Nodes of the cluster: ${sandbox.cluster.nodes.join(", ")}.`] : []),
    "A shell of yours uses them after:",
    '  eval "$(npm run --silent sandbox -- env)"',
  );
  return sandbox;
}

try {
  await main();
  process.exit(0);
} catch (error) {
  process.exit(tellFailure(error));
}
