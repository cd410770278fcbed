import type { ContainerState } from "../rollout/container-state.ts";
import { calledIn, evidenceOf } from "./evidence.ts";
import { missingCommand, needsBash, runByBash, useAnother } from "./missing-command.ts";
import { type Finding, type Rule, untilTimeIsUp } from "./verdict.ts";

export const unhealthy: Rule = {
  code: "probe.unhealthy",
  reason: "probe",
  certainWhen:
    "the engine calls the container unhealthy, after all retries of its health check; once the time is up if none has succeeded yet",
  find: ({ containers }) => containers.filter(({ status }) => status === "running").flatMap(failing),
};

function failing(bad: ContainerState): Finding[] {
  const { health, healthOutput } = bad;
  const said = healthOutput.at(-1);
  // The first check that succeeds makes it healthy.
  const isStarting = health === "starting" && said !== undefined;
  if (health !== "unhealthy" && !isStarting) return [];
  const missing = missingCommand(said ?? "");
  const isForBash = needsBash(said ?? "");
  return [
    {
      cause: missing
        ? `the image of ${calledIn(bad)} does not have ${missing}, which its health check runs`
        : isForBash
          ? `the health check of ${calledIn(bad)} is written for bash, and another shell runs it`
          : `${calledIn(bad)} runs, but its health check ${isStarting ? "has not succeeded yet" : "fails"}`,
      evidence: [...(said === undefined ? [] : [`health check: ${said || "no output"}`]), ...evidenceOf(bad)],
      fix: missing
        ? useAnother
        : isForBash
          ? runByBash
          : `Check that the program answers where its health check asks; if it only starts slowly, ${isStarting ? "raise --timeout" : "give the check a longer `start_period`"}.`,
      lasting: isStarting ? untilTimeIsUp : 0,
    },
  ];
}
