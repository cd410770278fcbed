import { z } from "zod";
import type { Answer } from "../../../adapters/http-listener.ts";
import type { Act } from "../../../domain/serve/run-record.ts";
import { beginHold, endHold } from "../hold.ts";
import { type ActLimits, beginAct } from "./acts.ts";
import { bodyOf, changed, json, refuse, unknown } from "./answers.ts";
import type { Desk } from "./desk.ts";
import { askedOf } from "./overview.ts";
import { knowsEnvironment } from "./reading.ts";
import type { Call, OfDesk } from "./routes.ts";

/** Begins with a digit, so that it is no option and no word for a working tree. */
const version = z.string().regex(/^\d[\w.+-]{0,63}$/);
const ofVersion = z.strictObject({ version });

/** Brings a version to an environment, or asks somebody else to approve that where a gate has `confirm`. */
export const promote =
  (limits: ActLimits): OfDesk =>
  async (call, desk) => {
    const environment = call.at.environment ?? "";
    if (!knowsEnvironment(desk, environment)) return unknown();
    const body = await bodyOf(call.request, ofVersion);
    if (!body) return refuse(400, "version", "Name a version.");
    const by = call.person.name;
    if (desk.seen?.environments[environment]?.gate?.confirm) {
      await desk.requests.ask({ environment, version: body.version, by, at: new Date().toISOString() });
      return json({ asked: body.version }, 202);
    }
    return begin(desk, { kind: "promote", environment, version: body.version, by }, limits);
  };

/** Goes back. No gate is in the way of that, and nobody else is needed: what runs is broken. */
export const rollBack =
  (limits: ActLimits): OfDesk =>
  async (call, desk) => {
    const environment = call.at.environment ?? "";
    if (!knowsEnvironment(desk, environment)) return unknown();
    const body = await bodyOf(call.request, ofVersion.partial());
    if (!body) return refuse(400, "version", "Name a version, or none.");
    const to = body.version === undefined ? {} : { version: body.version };
    const answer = await begin(desk, { kind: "rollback", environment, ...to, by: call.person.name }, limits);
    if (answer.status === 202) await desk.requests.drop(environment);
    return answer;
  };

/** Opens a gate with `confirm` for the version that was asked for. Whoever asked cannot do that. */
export const approve =
  (limits: ActLimits): OfDesk =>
  async (call, desk) => {
    const environment = call.at.environment ?? "";
    const asked = knowsEnvironment(desk, environment) ? askedOf(desk, environment) : undefined;
    if (!asked) return unknown();
    const body = await bodyOf(call.request, ofVersion);
    if (body?.version !== asked.version) return changed();
    const approvedBy = call.person.name;
    if (asked.by === approvedBy) return refuse(403, "own", "Somebody else than you has to approve what you asked for.");
    const by = asked.by ?? "serve";
    const act: Act = { kind: "promote", environment, version: asked.version, by, approvedBy };
    const answer = await begin(desk, act, limits);
    if (answer.status === 202) await desk.requests.drop(environment);
    return answer;
  };

/** Takes back what was asked for: by whoever asked, or by whoever would have to approve it. */
export const withdraw: OfDesk = async ({ at, person }, desk) => {
  const asked = desk.requests.of(at.environment ?? "");
  if (!asked) return unknown();
  if (asked.by !== person.name && !person.roles.includes("approve"))
    return refuse(403, "role", "That needs the role approve, or to have asked for it.");
  await desk.requests.drop(asked.environment);
  return json({});
};

async function begin(desk: Desk, act: Act, limits: ActLimits): Promise<Answer> {
  const record = await beginAct(desk, act, limits);
  return record
    ? json({ run: record.id }, 202)
    : refuse(409, "busy", `Something is under way in ${act.environment} already.`);
}

/** Nothing of a repository is released or promoted by itself until somebody lets it go. */
export const hold: OfDesk = async ({ person }: Call, { place }) => {
  await beginHold(place.folder, { by: person.name, at: new Date().toISOString() });
  return json({});
};

export const letGo: OfDesk = async (_, { place, bell }) => {
  await endHold(place.folder);
  bell.ring();
  return json({});
};

/** As a host does that delivers again. */
export const tryAgain: OfDesk = async (_, { bell }) => {
  bell.ring();
  return json({}, 202);
};
