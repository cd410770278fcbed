import type { Role } from "../../../core/serve/page-schema.ts";
import type { Act, RunRecord } from "../../../domain/serve/run-record.ts";
import { beginHold, endHold } from "../hold.ts";
import { type ActLimits, beginAct } from "./acts.ts";
import type { Desk } from "./desk.ts";
import { askedOf } from "./overview.ts";
import { mayDo, type Somebody } from "./people.ts";
import { knowsEnvironment } from "./reading.ts";

/** What somebody wants done, whether on the page or in the chat. */
export interface Wanted {
  desk: Desk;
  person: Somebody;
  /** Where; empty in what is of a whole repository. */
  environment: string;
  version?: string | undefined;
  limits: ActLimits;
}

/** Why something is not done. */
export type Refusal = "role" | "unknown" | "version" | "busy" | "own" | "changed";

/** What came of it. */
export type Done =
  | { outcome: "begun"; run: RunRecord }
  /** Somebody else has to approve it. */
  | { outcome: "asked"; version: string }
  | { outcome: "done" }
  | { outcome: "refused"; why: Refusal; message: string };

interface Action {
  /** Any of them is enough. */
  roles: readonly Role[];
  perform(wanted: Wanted): Promise<Done>;
}

const refused = (why: Refusal, message: string): Done => ({ outcome: "refused", why, message });
const unknown = () => refused("unknown", "There is no such thing.");
const done: Done = { outcome: "done" };

/** Begins with a digit, so that it is no option and no word for a working tree. */
const isVersion = (text: string): boolean => /^\d[\w.+-]{0,63}$/.test(text);

/** Brings a version to an environment, or asks somebody else to approve that where a gate has `confirm`. */
async function promote({ desk, person, environment, version, limits }: Wanted): Promise<Done> {
  if (!knowsEnvironment(desk, environment)) return unknown();
  if (version === undefined || !isVersion(version)) return refused("version", "Name a version.");
  const by = person.name;
  if (!desk.seen?.environments[environment]?.gate?.confirm)
    return begin(desk, { kind: "promote", environment, version, by }, limits);
  const request = { environment, version, by, at: new Date().toISOString() };
  await desk.requests.ask(request);
  desk.notifier.asked(request);
  return { outcome: "asked", version };
}

/** Goes back. No gate is in the way of that, and nobody else is needed: what runs is broken. */
async function rollBack({ desk, person, environment, version, limits }: Wanted): Promise<Done> {
  if (!knowsEnvironment(desk, environment)) return unknown();
  if (version !== undefined && !isVersion(version)) return refused("version", "Name a version, or none.");
  const to = version === undefined ? {} : { version };
  const what = await begin(desk, { kind: "rollback", environment, ...to, by: person.name }, limits);
  if (what.outcome === "begun") await desk.requests.drop(environment);
  return what;
}

/** Opens a gate with `confirm` for the version that was asked for. Whoever asked cannot do that. */
async function approve({ desk, person, environment, version, limits }: Wanted): Promise<Done> {
  const asked = knowsEnvironment(desk, environment) ? askedOf(desk, environment) : undefined;
  if (!asked) return unknown();
  if (version !== asked.version) return refused("changed", "It has changed meanwhile: look again.");
  const approvedBy = person.name;
  if (asked.by === approvedBy) return refused("own", "Somebody else than you has to approve what you asked for.");
  const act: Act = { kind: "promote", environment, version, by: asked.by ?? "serve", approvedBy };
  const what = await begin(desk, act, limits);
  if (what.outcome === "begun") await desk.requests.drop(environment);
  return what;
}

/** Takes back what was asked for: by whoever asked, or by whoever would have to approve it. */
async function withdraw({ desk, person, environment }: Wanted): Promise<Done> {
  const asked = desk.requests.of(environment);
  if (!asked) return unknown();
  if (asked.by !== person.name && !person.roles.includes("approve"))
    return refused("role", "That needs the role approve, or to have asked for it.");
  await desk.requests.drop(environment);
  return done;
}

async function begin(desk: Desk, act: Act, limits: ActLimits): Promise<Done> {
  const run = await beginAct(desk, act, limits);
  return run
    ? { outcome: "begun", run }
    : refused("busy", `Something is under way in ${act.environment} already, or nothing was pushed yet.`);
}

/** Nothing of a repository is released or promoted by itself until somebody lets it go. */
async function hold({ desk, person }: Wanted): Promise<Done> {
  await beginHold(desk.place.folder, { by: person.name, at: new Date().toISOString() });
  return done;
}

async function letGo({ desk }: Wanted): Promise<Done> {
  await endHold(desk.place.folder);
  desk.bell.ring();
  return done;
}

/** Keeps one environment as it is, or lets it go on: its history says so to whoever promotes there, from wherever. */
const holdOne =
  (kind: "hold" | "let") =>
  async ({ desk, person, environment, limits }: Wanted): Promise<Done> =>
    knowsEnvironment(desk, environment) ? begin(desk, { kind, environment, by: person.name }, limits) : unknown();

/** As a host does that delivers again. */
async function tryAgain({ desk }: Wanted): Promise<Done> {
  desk.bell.ring();
  return done;
}

/** All that people may have done. Each door to it, the page and the chat, asks here what somebody may do. */
export const actions = {
  promote: { roles: ["promote"], perform: promote },
  rollBack: { roles: ["promote"], perform: rollBack },
  approve: { roles: ["approve"], perform: approve },
  withdraw: { roles: ["promote", "approve"], perform: withdraw },
  hold: { roles: ["promote"], perform: hold },
  letGo: { roles: ["promote"], perform: letGo },
  holdEnvironment: { roles: ["promote"], perform: holdOne("hold") },
  letEnvironment: { roles: ["promote"], perform: holdOne("let") },
  tryAgain: { roles: ["promote"], perform: tryAgain },
} as const satisfies Readonly<Record<string, Action>>;

export type ActionName = keyof typeof actions;

/** Does what somebody wants, if they may. */
export async function act(name: ActionName, wanted: Wanted): Promise<Done> {
  const { roles, perform }: Action = actions[name];
  if (!mayDo(wanted.person, roles)) return refused("role", `That needs the role ${roles.join(" or ")}.`);
  return perform(wanted);
}
