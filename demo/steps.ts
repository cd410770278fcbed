import type { Sandbox } from "../sandbox/index.ts";
import type { Paths } from "../sandbox/paths.ts";
import type { Checked, Conversation } from "./conversation.ts";
import { type Edit, edit, layOut } from "./sources.ts";
import type { Terminal } from "./terminal.ts";
import { branch, hasChanges, openWorkspace, releasedVersion, trackedFiles, type Workspace } from "./workspace.ts";

/** What every step of the demo works on. */
export interface DemoRun {
  terminal: Terminal;
  sandbox: Sandbox;
  workspace: Workspace;
}

export async function commitSources(terminal: Terminal, paths: Paths, name: string): Promise<Workspace> {
  const workspace = await openWorkspace(terminal, paths, name);
  layOut(workspace.repository, await trackedFiles(workspace));
  terminal.say("The sources of chat-server are copied here, without what chatops will write.");
  if (await hasChanges(workspace)) await commitAll({ terminal, workspace }, "Chat server, as it is before the import");
  return workspace;
}

export async function importProject({ terminal, workspace, sandbox }: DemoRun): Promise<void> {
  const image = ["--image", `${sandbox.registry}/${workspace.name}`];
  const options = ["--name", workspace.name, ...image, "--chart-repo", sandbox.chartRepository];
  await terminal.type(["chatops", "import", ...options], { cwd: workspace.repository });
  await commitAll({ terminal, workspace }, "Import with chatops");
}

export async function commitAll(
  { terminal, workspace }: Pick<DemoRun, "terminal" | "workspace">,
  message: string,
): Promise<void> {
  const typed = { cwd: workspace.repository };
  await terminal.type(["git", "add", "--all"], typed);
  await terminal.type(["git", "commit", "--quiet", "--message", message], typed);
  await terminal.type(["git", "push", "--quiet", "origin", branch], typed);
}

export async function commitEdits(demo: DemoRun, edits: Edit[], message: string): Promise<void> {
  const { terminal, workspace } = demo;
  for (const change of edits) edit(workspace.repository, change);
  await terminal.type(["git", "diff", "--unified=0"], { cwd: workspace.repository });
  await commitAll(demo, message);
}

export async function release({ terminal, workspace }: DemoRun): Promise<string> {
  await terminal.type(["chatops", "release"], { cwd: workspace.repository });
  return releasedVersion(workspace);
}

/** It goes to the remote with what is pushed next. */
export async function revertCommit({ terminal, workspace }: DemoRun): Promise<void> {
  terminal.say("The broken commit is taken back, so that the repository is good again.");
  await terminal.type(["git", "revert", "--no-edit", "HEAD"], { cwd: workspace.repository });
}

/** Begins to talk, beside everything that follows. */
export async function beginTalk({ terminal }: DemoRun, conversation: Conversation): Promise<void> {
  await conversation.begin();
  terminal.say(
    `Two WebSocket clients are connected to ${conversation.address}/ws and write more than three messages a second each.`,
    await soFar(conversation),
  );
}

export async function soFar(conversation: Conversation): Promise<string> {
  const { sent, gapMs } = await conversation.check();
  const gap = gapMs > 0 ? `; cut off for ${(gapMs / 1000).toFixed(1)} s meanwhile, they caught up` : "";
  return `So far ${sent} messages, and both have read each of them once, in the same order${gap}.`;
}

/** Ends the talk and says what came of it; `through` is what happened meanwhile. */
export async function endTalk({ terminal }: DemoRun, conversation: Conversation, through: string): Promise<Checked> {
  const talk = await conversation.end();
  terminal.say(
    `Both guests sent ${talk.sent} messages, through ${through}:`,
    `each received ${talk.sent}, in the same order; ${talk.lost} lost, ${talk.twice} twice. /messages has the same ones.`,
  );
  return talk;
}
