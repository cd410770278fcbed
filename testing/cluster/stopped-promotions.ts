import { type ChildProcess, spawn } from "node:child_process";
import { readdirSync } from "node:fs";
import { expect } from "vitest";
import { pressCtrlC, type Ran } from "../chatops/built-chatops.ts";
import { during, random } from "../chatops/interruptions.ts";
import { type ClusterProject, sandboxCluster } from "./cluster-project.ts";
import { holderOf, promoteArguments } from "./promotion-checks.ts";

/** What nobody can refuse: the program ends, its Helm goes on. */
export const kill = (child: ChildProcess): void => void child.kill("SIGKILL");

/** The same for the program and its Helm, as when a machine goes down. */
function killWithHelm({ pid, exitCode }: ChildProcess): void {
  if (pid && exitCode === null) process.kill(-pid, "SIGKILL");
}

const ways = { SIGKILL: kill, "SIGKILL, and Helm too": killWithHelm, "Ctrl-C": pressCtrlC };
export type Way = keyof typeof ways;
export const allWays = Object.keys(ways) as Way[];

/** How and when a promotion is stopped. */
export interface Stop {
  way: Way;
  /** A step and a moment in it, or what Helm says then. */
  at: { step: number; delayMs: number } | string;
}

const next = random(Number(process.env.CHATOPS_TEST_SEED ?? 1));

/** Some moment in a step. */
export const moment = (step: number, withinMs: number) => ({ step, delayMs: Math.round(next() * withinMs) });

/** Promotes to staging, and stops it. */
export const stop = (place: ClusterProject, { way, at }: Stop, ...args: string[]): Promise<Ran> =>
  typeof at === "string"
    ? stopWhenHelmSays(place, at, args, ways[way])
    : place.user.run(promoteArguments(...args), {
        cwd: place.directory,
        onEvent: during(at.step, at.delayMs, ways[way]),
      });

/** Of what is watched in the namespace of staging: whether what kubectl prints is what is waited for. */
interface Watched {
  get: string[];
  isIt: (printed: string) => boolean;
}

/** Calls `act` once, as soon as the cluster shows it. */
function whenSeen(place: ClusterProject, { get, isIt }: Watched, act: () => void): () => void {
  const child = spawn(sandboxCluster().kubectl, ["get", ...get, "--namespace", place.namespaces.staging], {
    env: { ...process.env, KUBECONFIG: sandboxCluster().kubeconfig },
    stdio: ["ignore", "pipe", "ignore"],
  });
  let isOver = false;
  child.stdout.on("data", (printed: Buffer) => {
    if (isOver || !isIt(printed.toString())) return;
    isOver = true;
    act();
  });
  return () => void child.kill();
}

/** Runs `chatops promote --env staging` and stops it as soon as Helm has a revision of this status. */
export const stopWhenHelmSays = (
  place: ClusterProject,
  status: string,
  args: string[],
  act: (child: ChildProcess) => void,
): Promise<Ran> => {
  const get = ["secrets", "--watch-only", "--output", "name", "--selector", `owner=helm,status=${status}`];
  return stopWhenSeen(place, { get, isIt: () => true }, args, act);
};

/** Runs `chatops promote --env staging` and kills it, and Helm, as soon as the cluster shows it. */
export const killWhenSeen = (place: ClusterProject, watched: Watched): Promise<Ran> =>
  stopWhenSeen(place, watched, [], killWithHelm);

async function stopWhenSeen(
  place: ClusterProject,
  watched: Watched,
  args: string[],
  act: (child: ChildProcess) => void,
): Promise<Ran> {
  let running: ChildProcess | undefined;
  const stop = whenSeen(place, watched, () => running && act(running));
  const onEvent = (_: unknown, child: ChildProcess) => {
    running = child;
  };
  try {
    return await place.user.run(promoteArguments(...args), { cwd: place.directory, onEvent });
  } finally {
    stop();
  }
}

/** Ctrl-C is heard: it ends in order, and gives back at once what it held. */
export function expectInOrder(
  place: ClusterProject,
  { exitCode, signal, events, stderr, result }: Ran,
  temporary: string[],
  what: string,
): void {
  if (exitCode === 0 || (signal === "SIGINT" && result)) return;
  expect(exitCode, what).toBe(130);
  expect(stderr, what).toBe("");
  expect(events.filter(({ type }) => type === "error")).toMatchObject([{ reason: "interrupted" }]);
  expect(events.filter(({ type }) => type === "warning")).toEqual([]);
  expect(holderOf(place), what).toBe("");
  expect(readdirSync(place.user.temporary), what).toEqual(temporary);
}
