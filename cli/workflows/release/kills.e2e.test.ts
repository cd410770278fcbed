import type { ChildProcess } from "node:child_process";
import { readdirSync, rmSync, writeFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { pressCtrlC } from "../../../testing/chatops/built-chatops.ts";
import { during, random } from "../../../testing/chatops/interruptions.ts";
import { expectOneRelease } from "../../../testing/chatops/one-release.ts";
import { type Project, project, reservationsOn, tagsOf } from "../../../testing/git/git-project.ts";
import { ownServers } from "../../../testing/servers/own-servers.ts";
import { isFull } from "../../../testing/setup/short-run.ts";

const publish = ownServers();

/** About how long each step takes, from reading the repository to pushing the tag. */
const stepsMs = [200, 150, 250, 60, 200, 60, 200, 10, 500, 100, 20, 150, 60, 80];
/** On one commit, before it is completed. */
const mostInARow = 36;
/** Of a short run: with the others they are twenty. */
const inARow = [2, 4, 6, 6, 7, 8, 8, 9, 10, 11, 12, 13];
const seed = Number(process.env.CHATOPS_TEST_SEED ?? 1);

/** Every step, several times each; in the short run some steps, one time each. */
function chosenKills(short: number[]): { step: number; delayMs: number }[] {
  const next = random(seed);
  const all = isFull ? Array.from({ length: stepsMs.length * 10 }, (_, index) => index % stepsMs.length) : short;
  return all.map((step) => ({ step, delayMs: Math.round(next() * (stepsMs[step] ?? 0)) }));
}

const stopAt = (place: Project, step: number, delayMs: number, act: (child: ChildProcess) => void) =>
  place.user.run(["release", "--json"], { cwd: place.directory, onEvent: during(step, delayMs, act) });

const complete = async (place: Project) => {
  const { exitCode, result } = await place.chatops("release", "--json");
  expect(exitCode).toBe(0);
  expect(result).toMatchObject({ version: "0.1.0" });
  await expectOneRelease(publish, { ...place, remote: place.remote ?? "" });
};

describe("a release that is killed", () => {
  test.each(chosenKills([8, 9, 11, 13]))(
    "in step $step after $delayMs ms is completed by the next",
    async ({ step, delayMs }) => {
      const place = project({ publish });
      await stopAt(place, step, delayMs, (child) => child.kill("SIGKILL"));
      await complete(place);
    },
  );

  test("again and again still becomes one release", async () => {
    const place = project({ publish });
    for (const { step, delayMs } of chosenKills(inARow).slice(0, mostInARow)) {
      await stopAt(place, step, delayMs, (child) => child.kill("SIGKILL"));
    }
    await complete(place);
  });
});

describe("a release that is stopped with Ctrl-C", () => {
  test.each(chosenKills([8, 12, 13]))(
    "in step $step after $delayMs ms ends with 130 and loses nothing",
    async ({ step, delayMs }) => {
      const place = project({ publish });
      const { exitCode, signal, result, events, stderr } = await stopAt(place, step, delayMs, pressCtrlC);
      const wasTooLate = exitCode === 0 || (signal === "SIGINT" && result);
      if (wasTooLate) return complete(place);
      expect(exitCode).toBe(130);
      expect(stderr).toBe("");
      expect(events.filter(({ type }) => type === "error")).toMatchObject([{ reason: "interrupted" }]);
      expect(events.filter(({ type }) => type === "warning")).toEqual([]);
      expect(readdirSync(place.user.temporary)).toEqual([]);
      const isOut = tagsOf(place.remote ?? "").length > 0;
      if (!isOut) expect(tagsOf(place.directory)).toEqual([]);
      await complete(place);
    },
  );

  test("while the tag is pushed takes the local tag back", async () => {
    const place = project({ publish });
    const hook = `${place.remote}/hooks/pre-receive`;
    writeFileSync(hook, "#!/bin/sh\ngrep -q refs/tags && sleep 1\nexit 0\n", { mode: 0o755 });
    const { exitCode, events } = await stopAt(place, 13, 300, pressCtrlC);
    expect(exitCode).toBe(130);
    expect(events.filter(({ type }) => type === "undone")).toMatchObject([
      { title: "Tag the commit v0.1.0" },
      { title: "Reserve 0.1.0" },
    ]);
    expect(reservationsOn(place.remote ?? "")).toEqual([]);
    expect(tagsOf(place.directory)).toEqual([]);
    rmSync(hook);
    await complete(place);
  });
});
