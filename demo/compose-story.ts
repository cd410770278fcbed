import { homedir } from "node:os";
import { join } from "node:path";
import type { Sandbox } from "../sandbox/index.ts";
import type { Paths } from "../sandbox/paths.ts";
import { choosePublishedPort, containerOf, verifyPage } from "./chat.ts";
import { Conversation } from "./conversation.ts";
import { pushToServe } from "./serve.ts";
import {
  followPushes,
  nameTheChat,
  nameThePush,
  needModeration,
  pushedTitle,
  writeLocalEnvironment,
} from "./sources.ts";
import {
  beginTalk,
  commitAll,
  commitEdits,
  commitSources,
  type DemoRun,
  endTalk,
  importProject,
  release,
  soFar,
} from "./steps.ts";
import type { Terminal } from "./terminal.ts";
import type { Workspace } from "./workspace.ts";

interface ComposeDemo extends DemoRun {
  port: number;
  address: string;
}

export interface ComposeTold {
  workspace: Workspace;
  port: number;
  address: string;
  /** What ran before, and what runs at the end. */
  versions: [string, string];
}

/**
 * A Git repository becomes a release that runs on Docker Compose, then a second one; a broken third one changes nothing, and
 * a fourth one is only pushed.
 */
export async function tellComposeStory(
  terminal: Terminal,
  paths: Paths,
  sandbox: Sandbox,
  name: string,
): Promise<ComposeTold> {
  const { section } = terminal;
  const workspace = await section("The chat server gets a Git repository of its own, with a remote", () =>
    commitSources(terminal, paths, name),
  );
  const port = await choosePublishedPort(workspace, sandbox.env);
  const demo: ComposeDemo = { terminal, sandbox, workspace, port, address: `http://localhost:${port}` };
  await section("Import: chatops writes what a release needs", () => importForCompose(demo));
  const first = await section("Release: image, chart and tag carry one version", () => release(demo));
  await section("Deploy", () => deployHealthy(demo, first));
  const conversation = new Conversation(demo.address, ["first", "second"]);
  try {
    await section("Two guests meet in the chat", () => beginTalk(demo, conversation));
    const second = await section("A change, while they talk", () => deployChange(demo, conversation));
    await section("A broken change, while they talk", () => deployBroken(demo, conversation, second));
    await section("Trace: from what runs to the commit", () => trace(demo));
    const pushed = await section("A push, and nothing typed after it", () => pushChange(demo, conversation));
    await section("Nothing lost", () => endTalk(demo, conversation, "three deployments and a rollback"));
    return { workspace, port, address: demo.address, versions: [second, pushed] };
  } finally {
    conversation.leave();
  }
}

async function importForCompose(demo: ComposeDemo): Promise<void> {
  await importProject(demo);
  writeLocalEnvironment(demo.workspace.repository);
  await commitAll(demo, "Say where it runs");
}

async function deploy({ terminal, workspace, port }: ComposeDemo, version: string, expect = 0): Promise<void> {
  const command = ["chatops", "deploy", "--to", "compose", "--version", version];
  await terminal.type(command, { cwd: workspace.repository, variables: { PORT: String(port) }, expect });
}

async function deployHealthy(demo: ComposeDemo, version: string): Promise<void> {
  await deploy(demo, version);
  await verifyRuns(demo, version);
}

async function verifyRuns({ terminal, address }: ComposeDemo, version: string): Promise<void> {
  terminal.say(await verifyPage(address, "/readyz", `"version":"${version}"`));
}

async function deployChange(demo: ComposeDemo, conversation: Conversation): Promise<string> {
  await commitEdits(demo, [nameTheChat], "feat: give the chat its name");
  const version = await release(demo);
  await deployHealthy(demo, version);
  const page = await verifyPage(demo.address, "/", "<title>Dito Chat</title>");
  demo.terminal.say(page, await soFar(conversation));
  return version;
}

/** Exit code of `chatops deploy`: the container does not start or keeps exiting. */
const doesNotStart = 21;

async function deployBroken(demo: ComposeDemo, conversation: Conversation, healthy: string): Promise<void> {
  const { terminal } = demo;
  await commitEdits(demo, [needModeration], "feat: ask the moderation service");
  const version = await release(demo);
  terminal.say("Nobody sets that variable where it runs, so this deployment must fail.");
  await deploy(demo, version, doesNotStart);
  terminal.say(`chatops has ended with exit code ${doesNotStart}: the container does not start.`);
  await verifyRuns(demo, healthy);
  terminal.say(await soFar(conversation));
}

async function pushChange(demo: ComposeDemo, conversation: Conversation): Promise<string> {
  const { XDG_STATE_HOME = join(homedir(), ".local", "state") } = process.env;
  const version = await pushToServe(demo, {
    edits: [nameThePush, followPushes],
    message: "feat: bring here what is pushed",
    address: demo.address,
    title: pushedTitle,
    variables: { PORT: String(demo.port), XDG_STATE_HOME },
  });
  await verifyRuns(demo, version);
  demo.terminal.say(await soFar(conversation));
  return version;
}

async function trace({ terminal, workspace }: ComposeDemo): Promise<void> {
  await terminal.type(["chatops", "trace", containerOf(workspace.name)], { cwd: workspace.repository });
}
