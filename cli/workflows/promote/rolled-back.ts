import { Failure, preconditionError } from "../../../lib/errors.ts";
import { rolledBackByHand } from "../../domain/environment/rolled-back.ts";
import type { Attempt, Environment } from "../../environments/environment.ts";

/** Throws if somebody rolled this version back by hand: then it comes back only if its version is given. */
export function verifyNotRolledBack({ name }: Environment, { subject, history, previous }: Attempt): void {
  const { version } = subject.recorded;
  const byHand = rolledBackByHand(version, history, previous);
  if (!byHand) return;
  const { to, by = "somebody", at } = byHand;
  const when = at ? ` at ${at}` : "";
  throw new Failure(
    "gate",
    `${by} rolled ${version} back to ${to} in ${name}${when}, so it is not promoted by itself`,
    {
      hint: `To bring it back, give its version: chatops promote ${version} --env ${name}`,
    },
  );
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
