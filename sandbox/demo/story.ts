import type { Sandbox } from "../index.ts";
import type { Paths } from "../paths.ts";
import { choosePublishedPort, containerOf, verifyPage } from "./chat.ts";
import { type Checked, Conversation } from "./conversation.ts";
import { branch, hasChanges, openPlace, type Place, releasedVersion, trackedFiles } from "./place.ts";
import { type Edit, edit, layOut, nameTheChat, needModeration } from "./sources.ts";
import type { Terminal } from "./terminal.ts";

/** What the acts share. */
interface Stage {
  terminal: Terminal;
  sandbox: Sandbox;
  place: Place;
  port: number;
  address: string;
}

export interface Told {
  place: Place;
  port: number;
  address: string;
  /** The versions of this run: two that run, and one that does not. */
  versions: [string, string, string];
  talk: Checked;
}

/** A Git repository becomes a release that runs, then a second one; a broken third one changes nothing. */
export async function tellStory(terminal: Terminal, paths: Paths, sandbox: Sandbox, name: string): Promise<Told> {
  const { act } = terminal;
  const place = await act("The chat server gets a Git repository of its own, with a remote", () =>
    commitSources(terminal, paths, name),
  );
  const port = await choosePublishedPort(place, sandbox.env);
  const stage: Stage = { terminal, sandbox, place, port, address: `http://localhost:${port}` };
  await act("Import: chatops writes what a release needs", () => importProject(stage));
  const first = await act("Release: image, chart and tag carry one version", () => release(stage));
  await act("Deploy", () => deployHealthy(stage, first));
  const conversation = new Conversation(stage.address, ["first", "second"]);
  try {
    await act("Two guests meet in the chat", () => beginTalk(stage, conversation));
    const second = await act("A change, while they talk", () => deployChange(stage, conversation));
    const third = await act("A broken change, while they talk", () => deployBroken(stage, conversation, second));
    await act("Trace: from what runs to the commit", () => trace(stage));
    const talk = await act("Nothing lost", () => endTalk(stage, conversation));
    return { place, port, address: stage.address, versions: [first, second, third], talk };
  } finally {
    conversation.leave();
  }
}

async function commitSources(terminal: Terminal, paths: Paths, name: string): Promise<Place> {
  const place = await openPlace(terminal, paths, name);
  layOut(place.repository, await trackedFiles(place));
  terminal.say("The sources of chat-server are copied here, without what chatops will write.");
  if (await hasChanges(place)) await commitAll(terminal, place, "Chat server, as it is before the import");
  return place;
}

async function importProject({ terminal, place, sandbox }: Stage): Promise<void> {
  const image = ["--image", `${sandbox.registry}/${place.name}`];
  const options = ["--name", place.name, ...image, "--chart-repo", sandbox.chartRepository];
  await terminal.type(["chatops", "import", ...options], { cwd: place.repository });
  await commitAll(terminal, place, "Import with chatops");
}

async function commitAll(terminal: Terminal, { repository }: Place, message: string): Promise<void> {
  const typed = { cwd: repository };
  await terminal.type(["git", "add", "--all"], typed);
  await terminal.type(["git", "commit", "--quiet", "--message", message], typed);
  await terminal.type(["git", "push", "--quiet", "origin", branch], typed);
}

async function release({ terminal, place }: Stage): Promise<string> {
  await terminal.type(["chatops", "release"], { cwd: place.repository });
  return releasedVersion(place);
}

async function deploy({ terminal, place, port }: Stage, version: string, expect = 0): Promise<void> {
  const command = ["chatops", "deploy", "--to", "compose", "--version", version];
  await terminal.type(command, { cwd: place.repository, variables: { PORT: String(port) }, expect });
}

async function deployHealthy(stage: Stage, version: string): Promise<void> {
  await deploy(stage, version);
  await verifyRuns(stage, version);
}

async function verifyRuns({ terminal, address }: Stage, version: string): Promise<void> {
  terminal.say(await verifyPage(address, "/readyz", `"version":"${version}"`));
}

async function beginTalk({ terminal, address }: Stage, conversation: Conversation): Promise<void> {
  await conversation.begin();
  terminal.say(
    `Two WebSocket clients are connected to ${address}/ws and write more than three messages a second each.`,
    await soFar(conversation),
  );
}

async function soFar(conversation: Conversation): Promise<string> {
  const { sent, gapMs } = await conversation.check();
  const gap = gapMs > 0 ? `; cut off for ${(gapMs / 1000).toFixed(1)} s meanwhile, they caught up` : "";
  return `So far ${sent} messages, and both have read each of them once, in the same order${gap}.`;
}

async function commitEdit({ terminal, place }: Stage, change: Edit, message: string): Promise<void> {
  edit(place.repository, change);
  await terminal.type(["git", "diff", "--unified=0"], { cwd: place.repository });
  await commitAll(terminal, place, message);
}

async function deployChange(stage: Stage, conversation: Conversation): Promise<string> {
  await commitEdit(stage, nameTheChat, "feat: give the chat its name");
  const version = await release(stage);
  await deployHealthy(stage, version);
  stage.terminal.say(await verifyPage(stage.address, "/", "<title>Dito Chat</title>"), await soFar(conversation));
  return version;
}

/** Exit code of `chatops deploy`: the container does not start or keeps exiting. */
const doesNotStart = 21;

async function deployBroken(stage: Stage, conversation: Conversation, healthy: string): Promise<string> {
  const { terminal, place } = stage;
  await commitEdit(stage, needModeration, "feat: ask the moderation service");
  const version = await release(stage);
  terminal.say("Nobody sets that variable where it runs, so this deployment must fail.");
  await deploy(stage, version, doesNotStart);
  terminal.say(`chatops has ended with exit code ${doesNotStart}: the container does not start.`);
  await verifyRuns(stage, healthy);
  terminal.say(await soFar(conversation), "The commit is taken back, so that the repository is good again.");
  await terminal.type(["git", "revert", "--no-edit", "HEAD"], { cwd: place.repository });
  await terminal.type(["git", "push", "--quiet", "origin", branch], { cwd: place.repository });
  return version;
}

async function trace({ terminal, place }: Stage): Promise<void> {
  await terminal.type(["chatops", "trace", containerOf(place.name)], { cwd: place.repository });
}

async function endTalk({ terminal }: Stage, conversation: Conversation): Promise<Checked> {
  const talk = await conversation.end();
  terminal.say(
    `Both guests sent ${talk.sent} messages, through two deployments and a rollback:`,
    `each received ${talk.sent}, in the same order; ${talk.lost} lost, ${talk.twice} twice. /messages has the same ones.`,
  );
  return talk;
}
