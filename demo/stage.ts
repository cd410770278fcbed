import type { Sandbox } from "../sandbox/index.ts";
import type { Paths } from "../sandbox/paths.ts";
import type { Checked, Conversation } from "./conversation.ts";
import { branch, hasChanges, openPlace, type Place, releasedVersion, trackedFiles } from "./place.ts";
import { type Edit, edit, layOut } from "./sources.ts";
import type { Terminal } from "./terminal.ts";

/** What the acts of either story share. */
export interface Stage {
  terminal: Terminal;
  sandbox: Sandbox;
  place: Place;
}

export async function commitSources(terminal: Terminal, paths: Paths, name: string): Promise<Place> {
  const place = await openPlace(terminal, paths, name);
  layOut(place.repository, await trackedFiles(place));
  terminal.say("The sources of chat-server are copied here, without what chatops will write.");
  if (await hasChanges(place)) await commitAll({ terminal, place }, "Chat server, as it is before the import");
  return place;
}

export async function importProject({ terminal, place, sandbox }: Stage): Promise<void> {
  const image = ["--image", `${sandbox.registry}/${place.name}`];
  const options = ["--name", place.name, ...image, "--chart-repo", sandbox.chartRepository];
  await terminal.type(["chatops", "import", ...options], { cwd: place.repository });
  await commitAll({ terminal, place }, "Import with chatops");
}

export async function commitAll(
  { terminal, place }: Pick<Stage, "terminal" | "place">,
  message: string,
): Promise<void> {
  const typed = { cwd: place.repository };
  await terminal.type(["git", "add", "--all"], typed);
  await terminal.type(["git", "commit", "--quiet", "--message", message], typed);
  await terminal.type(["git", "push", "--quiet", "origin", branch], typed);
}

export async function commitEdits(stage: Stage, edits: Edit[], message: string): Promise<void> {
  const { terminal, place } = stage;
  for (const change of edits) edit(place.repository, change);
  await terminal.type(["git", "diff", "--unified=0"], { cwd: place.repository });
  await commitAll(stage, message);
}

export async function release({ terminal, place }: Stage): Promise<string> {
  await terminal.type(["chatops", "release"], { cwd: place.repository });
  return releasedVersion(place);
}

export async function takeBack({ terminal, place }: Stage): Promise<void> {
  terminal.say("The commit is taken back, so that the repository is good again.");
  await terminal.type(["git", "revert", "--no-edit", "HEAD"], { cwd: place.repository });
  await terminal.type(["git", "push", "--quiet", "origin", branch], { cwd: place.repository });
}

/** Begins to talk, beside everything that follows. */
export async function beginTalk({ terminal }: Stage, conversation: Conversation): Promise<void> {
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
export async function endTalk({ terminal }: Stage, conversation: Conversation, through: string): Promise<Checked> {
  const talk = await conversation.end();
  terminal.say(
    `Both guests sent ${talk.sent} messages, through ${through}:`,
    `each received ${talk.sent}, in the same order; ${talk.lost} lost, ${talk.twice} twice. /messages has the same ones.`,
  );
  return talk;
}
