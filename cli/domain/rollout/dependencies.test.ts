import { expect, test } from "vitest";
import type { PodContainer, PodState, WorkloadState } from "./cluster-state.ts";
import { waitForOthers } from "./dependencies.ts";

interface Member {
  /** When it became ready; undefined: it is not. In seconds. */
  readyAt?: number;
  /** When it crashed last. */
  crashedAt?: number;
  failure?: boolean;
  /** A hook of Helm's, which ended when it became ready. */
  isHook?: boolean;
}

/** Which of these workloads have an excuse for their crashes. */
function excused(members: Record<string, Member>): string[] {
  const workloads = Object.entries(members).map(
    ([name, { readyAt, failure, isHook = false }]) =>
      ({
        kind: "Deployment",
        name,
        isHook,
        isDone: readyAt !== undefined,
        failure: failure ? { reason: "", message: "" } : undefined,
      }) as WorkloadState,
  );
  const pods = Object.entries(members).map(([name, { readyAt, crashedAt, isHook = false }]) => {
    const ended = crashedAt ?? (isHook ? readyAt : undefined) ?? 0;
    const container = { restarts: crashedAt === undefined ? 0 : 3, endedAt: ended * 1_000, exitCode: 0 };
    return {
      name: `${name}-0`,
      workload: { kind: "Deployment", name, isHook },
      isTask: isHook,
      readySince: isHook ? 0 : (readyAt ?? 0) * 1_000,
      containers: [container as PodContainer],
    } as PodState;
  });
  return waitForOthers(pods, workloads).flatMap(({ workload, containers }) =>
    containers.some(({ isExcused }) => isExcused) ? workload.name : [],
  );
}

test.each<[string, Record<string, Member>, string[]]>([
  ["alone", { app: { crashedAt: 10 } }, []],
  ["beside a database that starts", { app: { crashedAt: 10 }, db: {} }, ["app"]],
  ["before the database was ready", { app: { crashedAt: 10 }, db: { readyAt: 12 } }, ["app"]],
  ["long after the database was ready", { app: { crashedAt: 30 }, db: { readyAt: 12 } }, []],
  ["beside one that crashes as well", { app: { crashedAt: 10 }, worker: { crashedAt: 11 } }, []],
  ["beside a Job that failed", { app: { crashedAt: 10 }, migrate: { failure: true } }, []],
  ["in a chain behind a database", { app: { crashedAt: 10 }, api: { crashedAt: 9 }, db: {} }, ["app", "api"]],
  ["while a hook migrates", { app: { crashedAt: 30 }, db: { readyAt: 12 }, migrate: { isHook: true } }, ["app"]],
  ["before a hook had migrated", { app: { crashedAt: 30 }, migrate: { isHook: true, readyAt: 35 } }, ["app"]],
  ["long after a hook had migrated", { app: { crashedAt: 60 }, migrate: { isHook: true, readyAt: 35 } }, []],
  [
    "in a chain whose middle has not tried again yet",
    { app: { crashedAt: 40 }, api: { crashedAt: 9 }, db: { readyAt: 12 } },
    ["app", "api"],
  ],
  [
    "in a chain whose middle crashed once more",
    { app: { crashedAt: 40 }, api: { crashedAt: 39 }, db: { readyAt: 12 } },
    [],
  ],
])("a crash %s: %j excuses %j", (_, members, names) => {
  expect(excused(members)).toEqual(names);
});
