import { expect, test } from "vitest";
import { observation, podState } from "../../../testing/fixtures/watch-states.ts";
import { clusterRolloutOf } from "./cluster-rollout.ts";
import { createMigrations } from "./migrations.ts";
import type { Job, Pod } from "./objects.ts";
import type { Observation } from "./observation.ts";

const hook = { "helm.sh/hook": "pre-upgrade" };
const jobOf = (name: string, { command = ["node", "x"], succeeded = 1, annotations = hook as object } = {}): Job => ({
  metadata: { name, uid: name, annotations: annotations as Record<string, string> },
  spec: { template: { spec: { containers: [{ name: "job", image: "chat", command }] } } },
  status: { succeeded },
});

const named = (...states: Observation[]): string[] => {
  const migrations = createMigrations();
  for (const state of states) migrations.note(state, clusterRolloutOf(state).cluster);
  return migrations.names();
};

test("a Job of this promotion that changed the data is remembered after it is gone", () => {
  const jobs = [jobOf("chat-migrate"), jobOf("chat-2", { command: ["npx", "prisma", "migrate", "deploy"] })];
  expect(named(observation({ jobs }), observation({}))).toEqual(["chat-migrate", "chat-2"]);
});

test("a Job that was done and deleted between two looks counts as it was last", () => {
  const deletedJobs = [jobOf("chat-migrate"), jobOf("chat-migrate-2", { succeeded: 0 })];
  expect(named({ ...observation({}), deletedJobs })).toEqual(["chat-migrate"]);
});

test("what has not ended well, does something else, or ran before, changed nothing for this version", () => {
  const before = jobOf("chat-migrate-1");
  const jobs = [jobOf("chat-migrate", { succeeded: 0 }), jobOf("chat-certificates"), before];
  const foreign = jobOf("other-migrate", { annotations: { "meta.helm.sh/release-name": "other" } });
  const state = observation({ jobs: [...jobs, foreign] });
  expect(named({ ...state, before: { ...state.before, generations: new Map([["chat-migrate-1", 1]]) } })).toEqual([]);
});

test("so is an init container that migrates, once it is done", () => {
  const ready = podState({ state: { running: {} }, ready: true });
  const initOf = (exitCode: number): Pod => ({
    ...ready,
    spec: {
      ...ready.spec,
      containers: ready.spec?.containers ?? [],
      initContainers: [
        { name: "setup", image: "chat", args: ["rails", "db:migrate"] },
        { name: "wait-for-db", image: "chat" },
      ],
    },
    status: {
      ...ready.status,
      initContainerStatuses: ["setup", "wait-for-db"].map((name) => ({
        name,
        image: "chat",
        imageID: "",
        ready: exitCode === 0,
        restartCount: 0,
        state: { terminated: { exitCode } },
      })),
    },
  });
  expect(named(observation({ pods: [initOf(1)] }))).toEqual([]);
  expect(named(observation({ pods: [initOf(0)] }))).toEqual(["setup"]);
});
