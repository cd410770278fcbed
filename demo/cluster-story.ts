import type { Sandbox } from "../sandbox/index.ts";
import type { Paths } from "../sandbox/paths.ts";
import { verifyPage } from "./chat.ts";
import { addressOf, type ClusterDemo, chatops, kubeconfigOf, kubectl, listServers, namespacesOf } from "./cluster.ts";
import { Conversation } from "./conversation.ts";
import { pushToServe } from "./serve.ts";
import {
  followStaging,
  moderateStaging,
  nameTheChat,
  nameThePush,
  needModeration,
  pushedTitle,
  writeEnvironments,
} from "./sources.ts";
import { beginTalk, commitAll, commitEdits, commitSources, endTalk, importProject, release, soFar } from "./steps.ts";
import type { Terminal } from "./terminal.ts";
import { talkThroughTwoPods } from "./two-pods.ts";

export interface ClusterTold {
  demo: ClusterDemo;
  address: string;
  /** One of prod's. */
  pod: string;
  /** What prod ran before, and what it runs at the end. */
  versions: [string, string];
}

interface Play {
  paths: Paths;
  sandbox: Sandbox;
  name: string;
  context: string | undefined;
}

/**
 * A Git repository becomes a release that runs in staging and prod, then a second one while people talk; a third one,
 * which is fine in staging and broken in prod, changes nothing there. A fourth one is only pushed.
 */
export async function tellClusterStory(
  terminal: Terminal,
  { paths, sandbox, name, context }: Play,
): Promise<ClusterTold> {
  const { section } = terminal;
  const workspace = await section("The chat server gets a Git repository of its own, with a remote", () =>
    commitSources(terminal, paths, name),
  );
  const demo: ClusterDemo = { terminal, sandbox, workspace, context, namespaces: namespacesOf(workspace.name) };
  await section("Import: chatops writes what a release needs", () => importForCluster(demo));
  const first = await section("Release: image, chart and tag carry one version", () => release(demo));
  await section("Promote: to staging, and through the gate to prod", () => promoteToBoth(demo));
  await section("What goes into one pod comes out of another", () => talkThroughTwoPods(demo));
  const address = await section("An address for the browser", () => openAddress(demo, first));
  const conversation = new Conversation(address, ["first", "second"]);
  try {
    const second = await section("A change, while two guests talk", () => promoteChange(demo, conversation));
    await section("A change that is broken in prod, while they talk", () => promoteBroken(demo, conversation, second));
    await section("What runs where, and why", () => lookBack(demo));
    const version = await section("A push, and nothing typed after it", () => pushChange(demo, conversation));
    await section("Nothing lost", () => endTalk(demo, conversation, "three promotions to prod and a rollback"));
    return { demo, address, pod: await podOf(demo), versions: [second, version] };
  } finally {
    conversation.leave();
  }
}

async function importForCluster(demo: ClusterDemo): Promise<void> {
  const { terminal, workspace, namespaces } = demo;
  await importProject(demo);
  writeEnvironments(workspace.repository, namespaces);
  terminal.say("Where it is going to run is said in chatops.yaml, with values for each place:");
  await commitAll(demo, "Say where it runs");
  await terminal.type(["git", "show", "--unified=0", "--format="], { cwd: workspace.repository });
}

const promote = (demo: ClusterDemo, environment: string, expect = 0): Promise<void> => {
  const answered = environment === "prod" ? ["--yes"] : [];
  const command = chatops(demo, "promote", "--env", environment, ...answered);
  return demo.terminal.type(command, { cwd: demo.workspace.repository, expect });
};

async function promoteToBoth(demo: ClusterDemo): Promise<void> {
  await promote(demo, "staging");
  await promote(demo, "prod");
}

async function openAddress(demo: ClusterDemo, version: string): Promise<string> {
  const { terminal, workspace } = demo;
  const service = `service/${workspace.name}`;
  const address = await addressOf(demo);
  await terminal.type(kubectl(demo, "get", service), { cwd: workspace.repository });
  await verifyRuns(demo, address, version);
  return address;
}

async function verifyRuns({ terminal }: ClusterDemo, address: string, version: string): Promise<void> {
  terminal.say(await verifyPage(address, "/readyz", `"version":"${version}"`));
}

async function promoteChange(demo: ClusterDemo, conversation: Conversation): Promise<string> {
  await beginTalk(demo, conversation);
  await commitEdits(demo, [nameTheChat], "feat: give the chat its name");
  const version = await release(demo);
  await promoteToBoth(demo);
  const { address } = conversation;
  await verifyRuns(demo, address, version);
  demo.terminal.say(await verifyPage(address, "/", "<title>Dito Chat</title>"), await soFar(conversation));
  return version;
}

/** Exit code of `chatops promote`: a container does not start or keeps exiting. */
const doesNotStart = 21;

async function promoteBroken(demo: ClusterDemo, conversation: Conversation, healthy: string): Promise<void> {
  const { terminal } = demo;
  await commitEdits(demo, [needModeration, moderateStaging], "feat: ask the moderation service");
  await release(demo);
  await promote(demo, "staging");
  terminal.say("Staging is healthy, and the gate is open. Nobody has set that variable for prod, so this must fail:");
  const start = performance.now();
  await promote(demo, "prod", doesNotStart);
  const seconds = Math.round((performance.now() - start) / 1000);
  terminal.say(`chatops has ended with exit code ${doesNotStart} after ${seconds} s: the container does not start.`);
  await verifyRuns(demo, conversation.address, healthy);
  terminal.say(await soFar(conversation));
}

async function lookBack(demo: ClusterDemo): Promise<void> {
  const commands = [["status"], ["history", "--env", "prod"], ["trace", `pod/${await podOf(demo)}`]];
  for (const command of commands) {
    await demo.terminal.type(chatops(demo, ...command), { cwd: demo.workspace.repository });
  }
}

const podOf = async (demo: ClusterDemo): Promise<string> => (await listServers(demo))[0]?.name ?? "";

async function pushChange(demo: ClusterDemo, conversation: Conversation): Promise<string> {
  const version = await pushToServe(demo, {
    edits: [nameThePush, followStaging],
    message: "feat: let prod follow staging by itself",
    address: conversation.address,
    title: pushedTitle,
    variables: { KUBECONFIG: await kubeconfigOf(demo) },
  });
  await verifyRuns(demo, conversation.address, version);
  demo.terminal.say(await soFar(conversation));
  return version;
}
