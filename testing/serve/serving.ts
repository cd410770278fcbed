import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { expect, onTestFinished } from "vitest";
import type { RunRecord } from "../../cli/domain/serve/run-record.ts";
import { chatops, programPath, type Ran } from "../chatops/built-chatops.ts";
import type { User } from "../chatops/user.ts";
import { folder } from "../fixtures/folder.ts";

/** A repository as serve.yaml has it, without what all tests give alike. */
export interface Served {
  url: string;
  secret: string;
  variables?: Record<string, string | { env: string }>;
  credentials?: { username: string; password: { env: string } };
  api?: { token: { env: string } };
  previews?: { variables: Record<string, string | { env: string }> };
}

export interface ServingOptions {
  user: User;
  repositories: Record<string, Served>;
  interval?: string;
  concurrency?: number;
  timeout?: string;
  /** The page as serve.yaml has it, without where it listens. */
  page?: object;
  /** The account in a chat as serve.yaml has it. */
  chat?: object;
  /** Where webhooks are taken. @default a free port */
  listen?: string;
  /** Further variables of serve itself. */
  env?: NodeJS.ProcessEnv;
  /** What serve.yaml says of Jobs in a cluster; without it runs are processes. */
  jobs?: { namespace: string; podTemplate: string; lease?: string };
}

/** A `chatops serve` of the test's own. */
export interface Serving {
  file: string;
  state: string;
  /** Where webhooks of a repository go to. */
  hook: (name: string) => string;
  /** Where the page is. */
  page: () => string;
  metrics: () => Promise<string>;
  get: (path: string) => Promise<number>;
  process: () => ChildProcess;
  /** All that it has told, of every start. */
  log: () => string;
  /** Kills it as a machine that loses its power does, and starts it again. */
  restart: () => Promise<void>;
  kill: () => Promise<void>;
  start: () => Promise<void>;
  runs: (name: string) => RunRecord[];
  /** What `chatops serve` says with further arguments, such as `--install`. */
  chatops: (...args: string[]) => Promise<Ran>;
  /** What all runs of a repository told. */
  told: (name: string) => string;
  /** Waits until a commit has a run that ended so. */
  ended: (name: string, commit: string, outcome?: string) => Promise<RunRecord>;
}

/** What runs on this machine need to find the sandbox's engine. */
const ofThisMachine = ({ env }: User): Record<string, string> => ({
  ...Object.fromEntries(
    ["DOCKER_HOST", "DOCKER_CONFIG", "KUBECONFIG"].flatMap((name) => {
      const value = process.env[name];
      return value ? [[name, value]] : [];
    }),
  ),
  NODE_COMPILE_CACHE: env.NODE_COMPILE_CACHE ?? "",
});

const secretName = (name: string): string => `SECRET_OF_${name.toUpperCase()}`;

/** Starts serve for some repositories; it is gone with the test. */
export async function serving({
  user,
  repositories,
  interval = "1h",
  concurrency = 2,
  timeout = "1h",
  page,
  chat,
  listen = "127.0.0.1:0",
  env,
  jobs,
}: ServingOptions): Promise<Serving> {
  const state = join(folder({}, "serve"), "state");
  const file = join(folder({}, "config"), "serve.yaml");
  const settings = Object.entries(repositories).map(([name, { secret: _, variables, previews, ...rest }]) => [
    name,
    {
      provider: "gitea",
      secret: { env: secretName(name) },
      ...rest,
      ...(previews && { previews: { variables: { ...ofThisMachine(user), ...previews.variables } } }),
      variables: { ...(jobs ? {} : ofThisMachine(user)), ...variables },
    },
  ]);
  const addresses = {
    listen,
    url: `http://${listen}`,
    health: "127.0.0.1:0",
    ...(page && { page: { listen: "127.0.0.1:0", ...page } }),
    ...(jobs && { runner: "kubernetes", kubernetes: jobs }),
    ...(chat && { chat }),
  };
  writeFileSync(
    file,
    JSON.stringify({ ...addresses, state, interval, concurrency, timeout, repositories: Object.fromEntries(settings) }),
  );
  const secrets = Object.fromEntries(
    Object.entries(repositories).map(([name, { secret }]) => [secretName(name), secret]),
  );
  let child: ChildProcess;
  let log = "";
  let place = { hooks: "", health: "", page: "" };
  const start = async () => {
    const before = log.length;
    child = spawn(process.execPath, [programPath, "serve", "--config", file], {
      env: { ...user.env, ...secrets, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    for (const stream of [child.stdout, child.stderr]) stream?.setEncoding("utf8").on("data", (text) => (log += text));
    place = await listening(child, () => log.slice(before));
    if (page) expect(place.page).toMatch(/^http/);
  };
  const kill = async () => {
    const isGone = child.exitCode !== null || child.signalCode !== null;
    const gone = isGone ? undefined : new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGKILL");
    await gone;
  };
  onTestFinished(async () => {
    // Its runs end with it, which they would not if it were killed.
    const gone = child.exitCode ?? child.signalCode ?? new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGTERM");
    await gone;
  });
  await start();
  const above = (name: string) => join(state, "repositories", name, "runs");
  const files = (name: string, wanted: string) =>
    (existsSync(above(name)) ? readdirSync(above(name)).sort() : [])
      .map((id) => join(above(name), id, wanted))
      .filter((path) => existsSync(path))
      .map((path) => readFileSync(path, "utf8"));
  const runs = (name: string): RunRecord[] => files(name, "run.json").map((text) => JSON.parse(text));
  return {
    file,
    state,
    hook: (name) => `${place.hooks}/hooks/${name}`,
    page: () => place.page,
    metrics: async () => (await fetch(`${place.health}/metrics`)).text(),
    get: async (path) => (await fetch(`${place.health}${path}`)).status,
    process: () => child,
    log: () => log,
    kill,
    start,
    restart: async () => {
      await kill();
      await start();
    },
    runs,
    chatops: (...args) =>
      chatops(["serve", "--config", file, "--json", ...args], {
        cwd: user.home,
        env: { ...user.env, ...secrets, ...env },
      }),
    told: (name) => files(name, "events.ndjson").join("\n"),
    ended: (name, commit, outcome) =>
      endedRun(
        () => runs(name),
        commit,
        outcome,
        () => log,
      ),
  };
}

async function listening(child: ChildProcess, log: () => string) {
  const said =
    /takes webhooks at (\S+)\/hooks\/<name>; health and metrics at (\S+)\n(?:the page is at (\S+)\n|no page is served)/;
  for (;;) {
    const [, hooks, health, page = ""] = said.exec(log()) ?? [];
    if (hooks && health) return { hooks, health, page };
    if (child.exitCode !== null) throw new Error(`serve did not start: ${log()}`);
    await pause(20);
  }
}

const patienceMs = 200_000;

async function endedRun(
  runs: () => RunRecord[],
  commit: string,
  outcome: string | undefined,
  log: () => string,
): Promise<RunRecord> {
  for (const start = performance.now(); performance.now() - start < patienceMs; ) {
    const found = runs().findLast((run) => run.commit === commit && run.outcome);
    if (found && (outcome === undefined || found.outcome === outcome)) return found;
    await pause(100);
  }
  throw new Error(`no run of ${commit} ended ${outcome ?? ""}: ${JSON.stringify(runs())}\n${log()}`);
}
