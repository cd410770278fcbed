import { createHmac, randomBytes } from "node:crypto";
import { writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { preconditionError } from "../lib/errors.ts";
import { freePort } from "../sandbox/ports.ts";
import { verifyPage } from "./chat.ts";
import type { Edit } from "./sources.ts";
import { commitEdits, type DemoRun, revertCommit } from "./steps.ts";
import { branch, headOf, type Workspace } from "./workspace.ts";

interface Push {
  /** What is different from then on, beside the commit that is taken back. */
  edits: Edit[];
  message: string;
  /** Where the application is reached. */
  address: string;
  /** What its page has once the new version serves. */
  title: string;
  /** Variables of the runs, beside what leads them to the engine. */
  variables: Record<string, string>;
}

/** A build on a busy machine, and two promotions. */
const patienceMs = 300_000;

/** `chatops serve` runs; a change is pushed, and nothing is typed after that. Resolves to the version that serves. */
export async function pushToServe(demo: DemoRun, { edits, message, address, title, variables }: Push): Promise<string> {
  const { terminal } = demo;
  const serve = await startServe(demo, variables);
  try {
    // What is there already: it is released, and where it is to be.
    await serve.settle();
    await revertCommit(demo);
    await commitEdits(demo, edits, message);
    const pushedAt = performance.now();
    await serve.ring();
    terminal.say(
      "The remote is a bare repository, so the demo tells serve of the push, signed as a Git host does. Nothing else is typed.",
    );
    const page = await verifyPage(address, "/", `<title>${title}</title>`, patienceMs);
    const seconds = ((performance.now() - pushedAt) / 1000).toFixed(1);
    await serve.settle();
    const version = await versionAt(address);
    terminal.say(page, `${version} serves, ${seconds} s after the push.`, "serve is ended, as by Ctrl-C:");
    return version;
  } finally {
    await serve.stop();
  }
}

async function versionAt(address: string): Promise<string> {
  const response = await fetch(new URL("/readyz", address), { headers: { connection: "close" } });
  return ((await response.json()) as { version: string }).version;
}

interface Serve {
  /** Rings its bell for the newest commit, as Gitea does after a push. */
  ring: () => Promise<void>;
  /** Waits until nothing is under way. */
  settle: () => Promise<void>;
  stop: () => Promise<void>;
}

async function startServe({ terminal, workspace }: DemoRun, variables: Record<string, string>): Promise<Serve> {
  const { folder, name } = workspace;
  const [hooks, health] = [`127.0.0.1:${await freePort()}`, `127.0.0.1:${await freePort()}`];
  const secret = randomBytes(32).toString("hex");
  const secretFile = join(folder, "webhook-secret");
  writeFileSync(secretFile, secret, { mode: 0o600 });
  const lines = settingsFor(workspace, {
    hooks,
    health,
    secretFile,
    variables: { ...engineOf(terminal.env), ...variables },
  });
  writeFileSync(join(folder, "serve.yaml"), `${lines.join("\n")}\n`);
  await terminal.type(["cat", "serve.yaml"], { cwd: folder });
  const { stop } = terminal.beside(["chatops", "serve", "--config", "serve.yaml"], { cwd: folder });
  await verifyPage(`http://${health}`, "/livez", "");
  return {
    ring: async () => ring(`http://${hooks}/hooks/${name}`, secret, await headOf(workspace)),
    settle: () => settle(`http://${health}/metrics`),
    stop,
  };
}

/** Runs have a home of their own, so they are told where the engine is and how it logs in. */
const engineOf = (sandbox: Record<string, string>): Record<string, string> => {
  const { DOCKER_HOST, DOCKER_CONFIG = join(homedir(), ".docker") } = { ...process.env, ...sandbox };
  return { ...(DOCKER_HOST && { DOCKER_HOST }), DOCKER_CONFIG };
};

interface Settings {
  hooks: string;
  health: string;
  secretFile: string;
  variables: Record<string, string>;
}

function settingsFor(
  { folder, name, remote }: Workspace,
  { hooks, health, secretFile, variables }: Settings,
): string[] {
  const value = JSON.stringify;
  return [
    `listen: ${hooks}`,
    `health: ${health}`,
    `state: ${value(join(folder, "serve"))}`,
    "interval: 10s",
    "repositories:",
    `  ${name}:`,
    `    url: ${value(remote)}`,
    "    provider: gitea",
    `    branches: [${branch}]`,
    `    secret: { file: ${value(secretFile)} }`,
    "    variables:",
    ...Object.entries(variables).map(([variable, text]) => `      ${variable}: ${value(text)}`),
  ];
}

async function ring(url: string, secret: string, commit: string): Promise<void> {
  const body = JSON.stringify({ ref: `refs/heads/${branch}`, after: commit });
  const signature = createHmac("sha256", secret).update(body).digest("hex");
  const headers = { "x-gitea-event": "push", "x-gitea-signature": signature };
  const { status } = await fetch(url, { method: "POST", headers, body });
  if (status !== 202) throw preconditionError(`chatops serve answered the webhook with ${status}`);
}

/** Waits until something was run, and nothing is any more. */
async function settle(metrics: string): Promise<void> {
  for (const deadline = performance.now() + patienceMs; performance.now() < deadline; await setTimeout(200)) {
    const text = await (await fetch(metrics)).text();
    if (/^chatops_serve_runs_total\{/m.test(text) && /^chatops_serve_runs_active 0$/m.test(text)) return;
  }
  throw preconditionError("chatops serve is still at work", { hint: "What it says is above." });
}
