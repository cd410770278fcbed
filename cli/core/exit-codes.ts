import type { Failure } from "../../lib/errors.ts";

/** Every exit code of chatops, once: the program, `--help`, the docs and the tests read this table. */
export const exitCodes = {
  done: { code: 0, meaning: "done, or nothing to do" },
  bug: { code: 1, meaning: "a bug in chatops" },
  usage: { code: 2, meaning: "wrong usage or configuration" },
  precondition: { code: 3, meaning: "a check before any change failed" },
  gate: { code: 4, meaning: "a gate refused the promotion" },
  locked: { code: 5, meaning: "another run holds the lock or the reservation" },
  image: { code: 20, meaning: "rollout failed: image" },
  start: { code: 21, meaning: "rollout failed: the container does not start or keeps exiting" },
  memory: { code: 22, meaning: "rollout failed: out of memory" },
  probe: { code: 23, meaning: "rollout failed: health check or probe" },
  configuration: { code: 24, meaning: "rollout failed: configuration" },
  scheduling: { code: 25, meaning: "rollout failed: scheduling" },
  volume: { code: 26, meaning: "rollout failed: volume" },
  admission: { code: 27, meaning: "rollout failed: admission" },
  hook: { code: 28, meaning: "rollout failed: job or hook" },
  network: { code: 29, meaning: "rollout failed: network" },
  api: { code: 30, meaning: "rollout failed: the API refused a change" },
  uncertain: { code: 31, meaning: "rollout failed: no certain cause" },
  rollbackFailed: { code: 40, meaning: "the rollback failed too" },
  keptOnPurpose: { code: 41, meaning: "the new version was kept on purpose (migration)" },
  interrupted: { code: 130, meaning: "interrupted (Ctrl-C)" },
  terminated: { code: 143, meaning: "terminated" },
} as const;

export type ExitReason = keyof typeof exitCodes;

const isExitReason = (reason: string): reason is ExitReason => Object.hasOwn(exitCodes, reason);

/** What a run ends with that failed so. */
export function exitOf({ reason }: Failure): { reason: ExitReason; exitCode: number } {
  const known = isExitReason(reason) ? reason : "bug";
  return { reason: known, exitCode: exitCodes[known].code };
}
