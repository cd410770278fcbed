import { createSlots } from "../../../core/slots.ts";
import { type Command, type CommandName, commands, usageOf } from "../../../domain/serve/chat/command.ts";
import {
  askedLine,
  bounded,
  helpLines,
  historyLines,
  previewLines,
  statusLines,
} from "../../../domain/serve/chat/lines.ts";
import { noticeOf } from "../../../domain/serve/notice.ts";
import { inOrderOfConcern } from "../../../domain/serve/page/overview.ts";
import type { RunRecord } from "../../../domain/serve/run-record.ts";
import { type ActionName, act, type Done } from "../page/actions.ts";
import type { ActLimits } from "../page/acts.ts";
import type { Desk } from "../page/desk.ts";
import type { Looks } from "../page/looks.ts";
import { askedOf, shown } from "../page/overview.ts";
import { mayDo, type Somebody } from "../page/people.ts";
import { historyOf, knowsEnvironment } from "../page/reading.ts";

/** What somebody who is known says. */
export interface Performing {
  command: Command;
  person: Somebody;
  desks: readonly Desk[];
  looks: Looks;
  limits: ActLimits;
}

export interface Performed {
  lines: string[];
  isRefused: boolean;
  /** What goes on from now on. */
  begun?: { desk: Desk; run: RunRecord };
}

const told = (...lines: string[]): Performed => ({ lines, isRefused: false });
const refused = (line: string): Performed => ({ lines: [line], isRefused: true });

/** Does what somebody says in the chat, if they may, and answers what to say to that. */
export async function perform(wanted: Performing): Promise<Performed> {
  const { command, person, desks } = wanted;
  const { roles } = commands[command.name];
  if (!mayDo(person, roles)) return refused(`That needs the role ${roles.join(" or ")}.`);
  if (command.name === "help") return told(...helpLines((name) => mayDo(person, commands[name].roles)));
  if (command.name === "status") return told(...(await statusOf(wanted)));
  if (command.name === "approve" && command.version === undefined) return told(...(await waitingFor(wanted)));
  const desk = deskOf(wanted);
  if (!desk) {
    const names = desks.map(({ place }) => place.name);
    const [first = ""] = names;
    const say = usageOf(command.name).replace("[repository]", first);
    return refused(`Which repository? ${say} (${names.slice(0, 10).join(", ")}${names.length > 10 ? " …" : ""})`);
  }
  if (command.name === "previews") return told(...bounded(previewLines(await shown(desk)), "the page has all"));
  return ofRepository(wanted, desk);
}

/** That of the repository that is named, or of the only one. */
const deskOf = ({ command, desks }: Performing): Desk | undefined =>
  command.repository === undefined && desks.length === 1
    ? desks[0]
    : desks.find(({ place }) => place.name === command.repository);

async function ofRepository(wanted: Performing, desk: Desk): Promise<Performed> {
  const { command, person, looks, limits } = wanted;
  const { name, environment, version } = command;
  const isOfWhole = isOfRepository(command);
  const action = (isOfWhole ? undefined : actionOfEnvironment[name]) ?? actionOf[name];
  if (isOfWhole && action) return answered(await act(action, { desk, person, environment: "", limits }), desk, command);
  if (environment === undefined) return refused(usageOf(name));
  await looks.see(desk);
  if (!knowsEnvironment(desk, environment)) return refused(unknownEnvironment(desk, environment));
  if (action) return answered(await act(action, { desk, person, environment, version, limits }), desk, command);
  const history = await historyOf(desk, environment);
  return history ? told(...historyLines(desk.place.name, history)) : refused(`${environment} does not answer.`);
}

/** What changes something. */
const actionOf: Readonly<Partial<Record<CommandName, ActionName>>> = {
  promote: "promote",
  rollback: "rollBack",
  approve: "approve",
  withdraw: "withdraw",
  hold: "hold",
  let: "letGo",
  retry: "tryAgain",
};

/** What is of an environment, if one is named. */
const actionOfEnvironment: Readonly<Partial<Record<CommandName, ActionName>>> = {
  hold: "holdEnvironment",
  let: "letEnvironment",
};

/** Whether it is of a repository as a whole: it takes no environment, or may and has none. */
const isOfRepository = ({ name, environment }: Command): boolean => {
  const { words } = commands[name];
  return !words.includes("environment") || (words.includes("[environment]") && environment === undefined);
};

function unknownEnvironment({ place, seen }: Desk, environment: string): string {
  const names = Object.keys(seen?.environments ?? {});
  if (names.length === 0) return `Nothing of ${place.name} was seen yet${seen?.trouble ? `: ${seen.trouble}` : ""}.`;
  return `${place.name} has no environment ${environment}; it has ${names.join(", ")}.`;
}

/** What is said of what came of an action. */
function answered(done: Done, desk: Desk, { name, environment = "" }: Command): Performed {
  const repository = desk.place.name;
  switch (done.outcome) {
    case "refused":
      return refused(done.message);
    case "begun":
      return { ...told(noticeOf("started", done.run).text), begun: { desk, run: done.run } };
    case "asked": {
      const asked = askedOf(desk, environment) ?? { version: done.version };
      return told(askedLine(repository, environment, asked));
    }
    case "done":
      return told(doneText(name, repository, environment));
  }
}

function doneText(name: CommandName, repository: string, environment: string): string {
  if (name === "hold")
    return `${repository} is held: nothing of it is released or promoted by itself until /let ${repository}`;
  if (name === "let") return `${repository} goes on.`;
  if (name === "retry") return `${repository} is looked at again.`;
  return `What was asked for in ${environment} of ${repository} is taken back.`;
}

/** With more repositories, nobody waits until all of them were asked. */
const mostAsked = 8;
/** Environments are asked by programs. */
const atOnce = 2;

/** What runs where: as it is now, or with very many repositories as it was seen last. */
async function statusOf(wanted: Performing): Promise<string[]> {
  const { command, desks } = wanted;
  const named = desks.filter(({ place }) => command.repository === undefined || place.name === command.repository);
  await seeAll(wanted, named);
  const repositories = inOrderOfConcern(await Promise.all(named.map(shown)));
  return bounded(statusLines(repositories), `/status ${repositories[0]?.name ?? ""}`);
}

/** What waits for somebody who approves it. */
async function waitingFor(wanted: Performing): Promise<string[]> {
  const { command, desks } = wanted;
  const named = desks.filter(({ place }) => command.repository === undefined || place.name === command.repository);
  await seeAll(wanted, named);
  const lines = named.flatMap((desk) =>
    Object.keys(desk.seen?.environments ?? {}).flatMap((environment) => {
      const asked = askedOf(desk, environment);
      return asked ? [askedLine(desk.place.name, environment, asked)] : [];
    }),
  );
  return lines.length > 0 ? bounded(lines, "name a repository") : ["Nothing waits for an approval."];
}

async function seeAll({ looks }: Performing, desks: readonly Desk[]): Promise<void> {
  if (desks.length > mostAsked) return looks.want();
  const slots = createSlots(atOnce);
  await Promise.all(desks.map((desk) => slots.use(() => looks.see(desk))));
}
