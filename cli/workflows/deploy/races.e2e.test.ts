import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { errorOf, pressCtrlC, type Ran } from "../../../testing/chatops/built-chatops.ts";
import { during, random } from "../../../testing/chatops/interruptions.ts";
import {
  type ComposeProject,
  composeProject,
  crashingServer,
  healthyServer,
} from "../../../testing/docker/compose-project.ts";
import { full, isFull } from "../../../testing/setup/short-run.ts";

/** Releases, engine, Compose file, what runs, image, deployment. */
const steps = 6;
const next = random(Number(process.env.CHATOPS_TEST_SEED ?? 1));
const kills = (short: number[]) =>
  (isFull ? Array.from({ length: steps * 5 }, (_, index) => index % steps) : short).map((step) => ({
    step,
    delayMs: Math.round(next() * (step === steps - 1 ? 1500 : 100)),
  }));

const stopAt = (place: ComposeProject, step: number, delayMs: number, act: Parameters<typeof during>[2]) =>
  place.user.run(["deploy", "--to", "compose", "--json"], {
    cwd: place.directory,
    onEvent: during(step, delayMs, act),
  });

/** Two releases, of which the first runs. */
async function readyForSecond(): Promise<ComposeProject> {
  const place = composeProject();
  await place.release(healthyServer);
  expect((await place.deploy()).exitCode).toBe(0);
  await place.release(`${healthyServer}// second\n`);
  return place;
}

async function expectComplete(place: ComposeProject): Promise<void> {
  const ran = await place.deploy();
  expect(ran).toMatchObject({ exitCode: 0, result: { version: "0.1.1" } });
  expect(place.containers()).toHaveLength(1);
  expect(await place.runningAnswer()).toBe("0.1.1");
  // Where the stopped run had got everything done, the next takes no lock, and a dead one's may still lie there.
  if (ran.result?.outcome !== "unchanged")
    expect(readdirSync(join(place.user.state, place.name, "local"))).not.toContain("lock");
}

describe("a deployment that is stopped", () => {
  test.each(kills([5]))("by SIGKILL in step $step after $delayMs ms is completed by the next", async (kill) => {
    const place = await readyForSecond();
    await stopAt(place, kill.step, kill.delayMs, (child) => child.kill("SIGKILL"));
    await expectComplete(place);
  });

  full.each(kills([5]))(
    "by Ctrl-C in step $step after $delayMs ms ends with 130, and the next completes it",
    async (kill) => {
      const place = await readyForSecond();
      const { exitCode, stderr } = await stopAt(place, kill.step, kill.delayMs, pressCtrlC);
      expect([0, 130]).toContain(exitCode);
      expect(stderr).toBe("");
      await expectComplete(place);
    },
  );

  full("while it fails, goes back at the next run as if nothing had been", async () => {
    const place = composeProject();
    const healthy = await place.release(healthyServer);
    await place.deploy();
    await place.release(crashingServer("no"));
    await stopAt(place, 5, 300, (child) => child.kill("SIGKILL"));
    expect(await place.deploy()).toMatchObject({
      exitCode: 21,
      result: { outcome: "failed", aftermath: { did: "rolledBack", version: healthy } },
    });
    expect(await place.runningAnswer()).toBe(healthy);
  });
});

const isMade = ({ result }: Ran): boolean => result?.outcome === "healthy";

test("of two deployments at once one is made, and the other says that the place is locked", async () => {
  const place = await readyForSecond();
  const runs = await Promise.all([place.deploy(), place.deploy()]);
  const [made, other, ...more] = runs.toSorted((one, next) => Number(isMade(next)) - Number(isMade(one)));
  expect(made?.result).toMatchObject({ outcome: "healthy" });
  expect(more).toEqual([]);
  // On a busy machine the one is done before the other asks.
  if (other?.exitCode === 0) expect(other.result).toMatchObject({ outcome: "unchanged" });
  else
    expect(other && errorOf(other)).toMatchObject({
      message: expect.stringMatching(/^another run is busy here: promote 0\.1\.1 to local \(process \d+\)$/),
      hint: expect.any(String),
    });
  await expectComplete(place);
});
