import { messageOf, preconditionError } from "../../../lib/errors.ts";
import { readHeads } from "../../adapters/git/heads.ts";
import type { Session } from "../../core/session.ts";
import { temporaryOf } from "../../core/session-folders.ts";
import type { Check, CheckupResult } from "../../results/checkup.ts";
import { head } from "../../results/result.ts";
import { hostOf, pullsOf } from "./host.ts";
import type { Place } from "./places.ts";
import type { Runner } from "./runner.ts";

/** Whether everything is there that serve needs: secrets, which were read before, branches of remotes, and APIs of hosts. */
export async function checkPlaces(
  { steps, env }: Session,
  places: readonly Place[],
  runner: Runner,
): Promise<CheckupResult> {
  const anywhere = temporaryOf(env);
  const checks = await steps.look("Ask every remote", () =>
    Promise.all(places.map((place) => checkPlace(place, anywhere, runner, steps.signal))),
  );
  return { ...head("Checkup"), checks };
}

async function checkPlace(place: Place, folder: string, runner: Runner, signal: AbortSignal): Promise<Check> {
  const { name, settings, env } = place;
  try {
    const heads = await readHeads(folder, settings.url, settings.branches, { env, signal });
    const missing = settings.branches.filter((branch) => !heads.has(branch));
    if (missing.length > 0) throw preconditionError(`the remote has no branch ${missing.join(", ")}`);
    await hostOf(place, signal)?.verify();
    for await (const _ of pullsOf(place, signal)?.open() ?? []) break;
    await runner.verify(place);
    const found = [...heads].map(([branch, commit]) => `${branch} is at ${commit.slice(0, 7)}`);
    return { part: name, state: "well", note: found.join(", ") };
  } catch (error) {
    const fix = "The URL, the login and the token must work without a question, and the branches must be there.";
    return { part: name, state: "failed", note: messageOf(error), fix };
  }
}
