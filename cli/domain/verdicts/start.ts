import type { ContainerState } from "../rollout/container-state.ts";
import type { Rollout } from "../rollout/rollout.ts";
import { wasToRunOn } from "./compose-errors.ts";
import { calledIn, evidenceOf } from "./evidence.ts";
import { fixOfExit } from "./exit-fix.ts";
import { anyOf, type Find, inCluster, type Rule, untilTimeIsUp } from "./verdict.ts";

const namesProgram = /exec: "?([^":]+)"?: (.*)/;
const notExecutable = /^.*(?:not found|permission denied|no such file)[^:]*/i;

/** What could not be started, and why, in the engine's words. */
function unstartable(startError: string): { program: string; why: string } | undefined {
  for (const line of startError.split("\n")) {
    const [, program = "", said = ""] = namesProgram.exec(line) ?? [];
    const [why] = notExecutable.exec(said) ?? [];
    if (why) return { program, why };
  }
  return undefined;
}

const noProgram: Rule = {
  code: "start.no-program",
  reason: "start",
  certainWhen: "the engine or the kubelet says that the program of the image cannot be started",
  find: ({ containers, deployError = "", settings }) => {
    const seen = containers.map((bad) => ({ ...bad, called: bad.subject ?? `the container of ${bad.service}` }));
    const sources = [...seen, { called: "the container", startError: deployError, facts: [] }];
    return sources.flatMap(({ called, startError, facts }) => {
      const said = unstartable(startError);
      if (!said) return [];
      return {
        cause: `${called} cannot start ${said.program}`,
        evidence: [said.why, ...facts],
        fix: `Check CMD and ENTRYPOINT of its image, and the command that ${settings} may give it: the program must be in the image and executable.`,
      };
    });
  },
};

/** The kubelet tries again; what it says then is the same where that is no accident. */
const refusedForMs = 15_000;

const inPod: Find = inCluster(({ pods }, { settings }) =>
  pods
    .flatMap(({ containers }) => containers)
    .filter(({ startError }) => startError !== "")
    .map((bad) => ({
      cause: `${bad.subject ?? `the container ${bad.container} of ${bad.service}`} cannot be started`,
      evidence: [bad.startError, ...bad.facts],
      fix: `Check the image's command, and what ${settings} say of command, arguments and security context.`,
      lasting: bad.restarts > bad.forgiven || isFinal.test(bad.startError) ? 0 : refusedForMs,
    })),
);

/** An older container may keep what the engine once said of it. */
const byEngine: Find = ({ cluster, containers, deployError, settings }) =>
  containers
    .filter(({ startError, isOld }) => !cluster && deployError !== undefined && startError !== "" && !isOld)
    .map((bad) => ({
      cause: `${calledIn(bad)} cannot be started`,
      evidence: [bad.startError, ...bad.facts],
      fix: `Correct in ${settings} what the engine refuses above.`,
    }));

const refused: Rule = {
  code: "start.refused",
  reason: "start",
  certainWhen:
    "the kubelet could not create or run the container twice, or says so for 15 s; the engine says so, and docker compose ends",
  find: anyOf(byEngine, inPod),
};

const isFinal = /no command specified/i;

const exits: Rule = {
  code: "start.exits",
  reason: "start",
  certainWhen:
    "it ended twice, an init container four times, or once if all was ready before or nothing restarts it, and nothing else of the release was missing",
  find: (rollout) =>
    rollout.containers
      .filter(
        (container) =>
          hasGivenUp(container, rollout.service) ||
          hasEndedSince(container, rollout) ||
          wasToRunOn(container.name, rollout),
      )
      .map((bad) => ({
        cause: hasEndedSince(bad, rollout)
          ? `${calledIn(bad)} was ready, and then ended${bad.exitCode > 0 ? ` with code ${bad.exitCode}` : ""}${meaningOf(bad)}`
          : `${calledIn(bad)} exits with code ${bad.exitCode}${meaningOf(bad)}`,
        evidence: evidenceOf(bad),
        fix: fixOfExit(bad, rollout),
        lasting: bad.isExcused ? untilTimeIsUp : 0,
      })),
};

const hasGivenUp = (
  { status, restarts, forgiven, restartsByItself, exitCode, service }: ContainerState,
  own: string,
): boolean => {
  const isForGood = status === "exited" && !restartsByItself;
  // What is to work once has worked, however often it tried.
  if (isForGood && exitCode === 0 && service !== own) return false;
  // While it runs once more it may yet stay up, and the engine shows no exit code.
  return (restarts > forgiven && status !== "running") || isForGood || status === "dead";
};

/** Whether it has ended since all was healthy. */
const hasEndedSince = ({ name, restarts }: ContainerState, { endsWhenHealthy }: Rollout): boolean =>
  restarts > (endsWhenHealthy?.get(name) ?? Number.POSITIVE_INFINITY);

function meaningOf({ exitCode, outOfMemory }: ContainerState): string {
  if (exitCode === 127) return " (a command or a shared library is missing)";
  if (exitCode === 137 && !outOfMemory) return " (it was killed, and not for memory)";
  return exitCode === 139 ? " (a memory error of the program)" : "";
}

export const startRules: Rule[] = [noProgram, refused];
/** A health check that kills it is the more particular cause. */
export const exitRules: Rule[] = [exits];
