import type { Sandbox } from "../sandbox/index.ts";
import type { Paths } from "../sandbox/paths.ts";
import { choosePublishedPort, containerOf, verifyPage } from "./chat.ts";
import { Conversation } from "./conversation.ts";
import type { Place } from "./place.ts";
import { nameTheChat, needModeration } from "./sources.ts";
import {
  beginTalk,
  commitEdits,
  commitSources,
  endTalk,
  importProject,
  release,
  type Stage,
  soFar,
  takeBack,
} from "./stage.ts";
import type { Terminal } from "./terminal.ts";

interface ComposeStage extends Stage {
  port: number;
  address: string;
}

export interface ComposeTold {
  place: Place;
  port: number;
  address: string;
  /** The two versions of this run that run. */
  versions: [string, string];
}

/** A Git repository becomes a release that runs on Docker Compose, then a second one; a broken third one changes nothing. */
export async function tellComposeStory(
  terminal: Terminal,
  paths: Paths,
  sandbox: Sandbox,
  name: string,
): Promise<ComposeTold> {
  const { act } = terminal;
  const place = await act("The chat server gets a Git repository of its own, with a remote", () =>
    commitSources(terminal, paths, name),
  );
  const port = await choosePublishedPort(place, sandbox.env);
  const stage: ComposeStage = { terminal, sandbox, place, port, address: `http://localhost:${port}` };
  await act("Import: chatops writes what a release needs", () => importProject(stage));
  const first = await act("Release: image, chart and tag carry one version", () => release(stage));
  await act("Deploy", () => deployHealthy(stage, first));
  const conversation = new Conversation(stage.address, ["first", "second"]);
  try {
    await act("Two guests meet in the chat", () => beginTalk(stage, conversation));
    const second = await act("A change, while they talk", () => deployChange(stage, conversation));
    await act("A broken change, while they talk", () => deployBroken(stage, conversation, second));
    await act("Trace: from what runs to the commit", () => trace(stage));
    await act("Nothing lost", () => endTalk(stage, conversation, "two deployments and a rollback"));
    return { place, port, address: stage.address, versions: [first, second] };
  } finally {
    conversation.leave();
  }
}

async function deploy({ terminal, place, port }: ComposeStage, version: string, expect = 0): Promise<void> {
  const command = ["chatops", "deploy", "--to", "compose", "--version", version];
  await terminal.type(command, { cwd: place.repository, variables: { PORT: String(port) }, expect });
}

async function deployHealthy(stage: ComposeStage, version: string): Promise<void> {
  await deploy(stage, version);
  await verifyRuns(stage, version);
}

async function verifyRuns({ terminal, address }: ComposeStage, version: string): Promise<void> {
  terminal.say(await verifyPage(address, "/readyz", `"version":"${version}"`));
}

async function deployChange(stage: ComposeStage, conversation: Conversation): Promise<string> {
  await commitEdits(stage, [nameTheChat], "feat: give the chat its name");
  const version = await release(stage);
  await deployHealthy(stage, version);
  const page = await verifyPage(stage.address, "/", "<title>Dito Chat</title>");
  stage.terminal.say(page, await soFar(conversation));
  return version;
}

/** Exit code of `chatops deploy`: the container does not start or keeps exiting. */
const doesNotStart = 21;

async function deployBroken(stage: ComposeStage, conversation: Conversation, healthy: string): Promise<void> {
  const { terminal } = stage;
  await commitEdits(stage, [needModeration], "feat: ask the moderation service");
  const version = await release(stage);
  terminal.say("Nobody sets that variable where it runs, so this deployment must fail.");
  await deploy(stage, version, doesNotStart);
  terminal.say(`chatops has ended with exit code ${doesNotStart}: the container does not start.`);
  await verifyRuns(stage, healthy);
  terminal.say(await soFar(conversation));
  await takeBack(stage);
}

async function trace({ terminal, place }: ComposeStage): Promise<void> {
  await terminal.type(["chatops", "trace", containerOf(place.name)], { cwd: place.repository });
}
