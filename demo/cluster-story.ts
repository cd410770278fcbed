import type { Sandbox } from "../sandbox/index.ts";
import type { Paths } from "../sandbox/paths.ts";
import { verifyPage } from "./chat.ts";
import { addressOf, type ClusterStage, chatops, kubectl, listServers, namespacesOf } from "./cluster.ts";
import { Conversation } from "./conversation.ts";
import { moderateStaging, nameTheChat, needModeration, writeEnvironments } from "./sources.ts";
import {
  beginTalk,
  commitAll,
  commitEdits,
  commitSources,
  endTalk,
  importProject,
  release,
  soFar,
  takeBack,
} from "./stage.ts";
import type { Terminal } from "./terminal.ts";
import { talkThroughTwoPods } from "./two-pods.ts";

export interface ClusterTold {
  stage: ClusterStage;
  address: string;
  /** One of prod's. */
  pod: string;
  /** What prod runs at the end. */
  version: string;
}

interface Play {
  paths: Paths;
  sandbox: Sandbox;
  name: string;
  context: string | undefined;
}

/**
 * A Git repository becomes a release that runs in staging and prod, then a second one while people talk; a third one,
 * which is fine in staging and broken in prod, changes nothing there.
 */
export async function tellClusterStory(
  terminal: Terminal,
  { paths, sandbox, name, context }: Play,
): Promise<ClusterTold> {
  const { act } = terminal;
  const place = await act("The chat server gets a Git repository of its own, with a remote", () =>
    commitSources(terminal, paths, name),
  );
  const stage: ClusterStage = { terminal, sandbox, place, context, namespaces: namespacesOf(place.name) };
  await act("Import: chatops writes what a release needs", () => importForCluster(stage));
  const first = await act("Release: image, chart and tag carry one version", () => release(stage));
  await act("Promote: to staging, and through the gate to prod", () => promoteToBoth(stage));
  await act("What goes into one pod comes out of another", () => talkThroughTwoPods(stage));
  const address = await act("An address for the browser", () => openAddress(stage, first));
  const conversation = new Conversation(address, ["first", "second"]);
  try {
    const version = await act("A change, while two guests talk", () => promoteChange(stage, conversation));
    await act("A change that is broken in prod, while they talk", () => promoteBroken(stage, conversation, version));
    const pod = await act("What runs where, and why", () => lookBack(stage));
    await act("Nothing lost", () => endTalk(stage, conversation, "two promotions to prod and a rollback"));
    return { stage, address, pod, version };
  } finally {
    conversation.leave();
  }
}

async function importForCluster(stage: ClusterStage): Promise<void> {
  const { terminal, place, namespaces } = stage;
  await importProject(stage);
  writeEnvironments(place.repository, namespaces);
  terminal.say("Where it is going to run is said in chatops.yaml, with values for each place:");
  await commitAll(stage, "Say where it runs");
  await terminal.type(["git", "show", "--unified=0", "--format="], { cwd: place.repository });
}

const promote = (stage: ClusterStage, environment: string, expect = 0): Promise<void> => {
  const answered = environment === "prod" ? ["--yes"] : [];
  const command = chatops(stage, "promote", "--env", environment, ...answered);
  return stage.terminal.type(command, { cwd: stage.place.repository, expect });
};

async function promoteToBoth(stage: ClusterStage): Promise<void> {
  await promote(stage, "staging");
  await promote(stage, "prod");
}

async function openAddress(stage: ClusterStage, version: string): Promise<string> {
  const { terminal, place } = stage;
  const service = `service/${place.name}`;
  const address = await addressOf(stage);
  await terminal.type(kubectl(stage, "get", service), { cwd: place.repository });
  await verifyRuns(stage, address, version);
  return address;
}

async function verifyRuns({ terminal }: ClusterStage, address: string, version: string): Promise<void> {
  terminal.say(await verifyPage(address, "/readyz", `"version":"${version}"`));
}

async function promoteChange(stage: ClusterStage, conversation: Conversation): Promise<string> {
  await beginTalk(stage, conversation);
  await commitEdits(stage, [nameTheChat], "feat: give the chat its name");
  const version = await release(stage);
  await promoteToBoth(stage);
  const { address } = conversation;
  await verifyRuns(stage, address, version);
  stage.terminal.say(await verifyPage(address, "/", "<title>Dito Chat</title>"), await soFar(conversation));
  return version;
}

/** Exit code of `chatops promote`: a container does not start or keeps exiting. */
const doesNotStart = 21;

async function promoteBroken(stage: ClusterStage, conversation: Conversation, healthy: string): Promise<void> {
  const { terminal } = stage;
  await commitEdits(stage, [needModeration, moderateStaging], "feat: ask the moderation service");
  await release(stage);
  await promote(stage, "staging");
  terminal.say("Staging is healthy, and the gate is open. Nobody has set that variable for prod, so this must fail:");
  const start = performance.now();
  await promote(stage, "prod", doesNotStart);
  const seconds = Math.round((performance.now() - start) / 1000);
  terminal.say(`chatops has ended with exit code ${doesNotStart} after ${seconds} s: the container does not start.`);
  await verifyRuns(stage, conversation.address, healthy);
  terminal.say(await soFar(conversation));
  await takeBack(stage);
}

async function lookBack(stage: ClusterStage): Promise<string> {
  const [pod] = await listServers(stage);
  const name = pod?.name ?? "";
  const commands = [["status"], ["history", "--env", "prod"], ["trace", `pod/${name}`]];
  for (const command of commands) {
    await stage.terminal.type(chatops(stage, ...command), { cwd: stage.place.repository });
  }
  return name;
}
