import { Failure, preconditionError } from "../../../lib/errors.ts";
import { type ByHand, heldNow, rolledBackByHand } from "../../domain/environment/rolled-back.ts";
import type { Attempt, Environment } from "../../environments/environment.ts";

/** Throws if somebody rolled this version back by hand: then it comes back only if its version is given. */
export function verifyNotRolledBack({ name }: Environment, { subject, history, previous }: Attempt): void {
  const { version } = subject.recorded;
  const byHand = rolledBackByHand(version, history, previous);
  if (!byHand) return;
  throw new Failure("gate", `${wordsFor(byHand, version, name)}, so it is not promoted by itself`, {
    hint: `To bring it back, give its version: chatops promote ${version} --env ${name}`,
  });
}

/** Throws if somebody holds the environment or, with `alsoRolledBack`, rolled it back by hand and nobody has let it go on since. */
export function verifyNotHeld(
  { name }: Pick<Environment, "name">,
  { subject, history, previous }: Pick<Attempt, "subject" | "history" | "previous">,
  alsoRolledBack: boolean,
): void {
  const { version } = subject.recorded;
  const held = heldNow(history, previous);
  if (!held) return;
  const { from, to, by = "somebody", at } = held;
  const isRolledBack = from !== undefined && to !== undefined;
  if (isRolledBack && !alsoRolledBack) return;
  const why = isRolledBack ? wordsFor({ to, by, at }, from, name) : `${by} holds ${name}${at ? ` since ${at}` : ""}`;
  throw new Failure("gate", `${why}, so nothing is promoted there by itself`, {
    hint: `To let it go on: chatops hold --env ${name} --end, or give a version: chatops promote ${version} --env ${name}`,
  });
}

function wordsFor({ to, by = "somebody", at }: ByHand, version: string, environment: string): string {
  return `${by} rolled ${version} back to ${to} in ${environment}${at ? ` at ${at}` : ""}`;
}

/** Throws if something else runs than what somebody chose to go back from. */
export function verifyStillRuns(
  { name }: Pick<Environment, "name">,
  version: string,
  running: string | undefined,
): void {
  if (running === version) return;
  throw preconditionError(`${running ?? "nothing"} runs in ${name} by now, and not ${version} any more`, {
    hint: "Nothing was changed; run the same command again to roll back from that.",
  });
}
