import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { expect, onTestFinished, test } from "vitest";
import { atWorkOn, settleOrphans } from "./orphans.ts";

const { signal } = new AbortController();

/** A program that works on a place for so long. */
async function worker(place: string, seconds: number) {
  const child = spawn("sleep", [String(seconds)], { env: { ...process.env, ...atWorkOn(place) } });
  onTestFinished(() => void child.kill("SIGKILL"));
  await once(child, "spawn");
  return child;
}

/** A process that has ended has none, also as long as nobody has taken note of its end. */
function hasEnvironment(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/environ`).length > 0;
  } catch {
    return false;
  }
}

test.runIf(process.platform === "linux")("what ends soon is waited for, and other places are left alone", async () => {
  const place = randomUUID();
  const [own, other] = [await worker(place, 1), await worker(`${place}-prod`, 60)];
  const ended = once(own, "exit");
  await settleOrphans(place, signal);
  expect(hasEnvironment(own.pid ?? 0)).toBe(false);
  expect(await ended).toEqual([0, null]);
  expect(other.exitCode).toBe(null);
});

test.runIf(process.platform === "linux")("what goes on for long is ended", async () => {
  const place = randomUUID();
  const child = await worker(place, 60);
  const ended = once(child, "exit");
  await settleOrphans(place, signal);
  expect(await ended).toEqual([null, "SIGTERM"]);
});

test.runIf(process.platform === "linux")("nobody waits where it is to stop", async () => {
  const place = randomUUID();
  await worker(place, 60);
  const stopped = AbortSignal.abort(new Error("stopped"));
  await expect(settleOrphans(place, stopped)).rejects.toThrow("stopped");
});
