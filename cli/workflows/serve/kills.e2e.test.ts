import { rmSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { expect, test } from "vitest";
import { project, reservationsOn, tagsOf } from "../../../testing/git/git-project.ts";
import { git } from "../../../testing/git/repository.ts";
import { ringOnPush } from "../../../testing/serve/bell.ts";
import { serving } from "../../../testing/serve/serving.ts";
import { isFull } from "../../../testing/setup/short-run.ts";

const secret = "the secret of a webhook";
const kills = isFull ? 50 : 20;
/** Longer than a run takes by itself, so that it is killed before, in and after one. */
const longestMs = 6_000;

/** So many starts, each with a run of its own beside it. */
const timeout = 1_200_000;

test(`killed at ${kills} random moments, it releases every commit that it finds as the newest, and each of them once`, {
  timeout,
}, async () => {
  const { remote = "", commit, user } = project();
  const repositories = { shop: { url: `file://${remote}`, secret } };
  const serve = await serving({ user, repositories, interval: "1s" });
  ringOnPush(remote, serve.hook("shop"), secret);
  const seed = Number(process.env.CHATOPS_TEST_SEED ?? Date.now() % 1_000_000);
  const random = sequence(seed);
  for (let kill = 0; kill < kills; kill += 1) {
    // The bell of a push may find nobody, and rings at a port that was another one before.
    commit({}, `Change ${kill}`);
    await pause(random() * longestMs);
    await serve.kill();
    await pause(random() * 500);
    await serve.start();
  }
  const newest = commit({}, "The last one");
  expect(await serve.ended("shop", newest, "done"), `seed ${seed}`).toMatchObject({ exitCode: 0 });
  const released = tagsOf(remote).map((tag) => git(remote, "rev-parse", `${tag}^{commit}`));
  expect(released, `seed ${seed}`).toContain(newest);
  expect(new Set(released).size, `seed ${seed}`).toBe(released.length);
  expect(reservationsOn(remote)).toEqual([]);
  const runs = serve.runs("shop");
  expect(
    runs.filter(({ outcome }) => outcome === "failed"),
    `seed ${seed}: ${serve.log()}`,
  ).toEqual([]);
  expect(runs.filter(({ outcome }) => outcome === undefined)).toEqual([]);
  // All that it kept is lost: what is released is known from the tags.
  await serve.kill();
  rmSync(serve.state, { recursive: true });
  await serve.start();
  expect(await serve.ended("shop", newest)).toMatchObject({ outcome: "done", exitCode: 0 });
  expect(tagsOf(remote)).toHaveLength(released.length);
});

/** Numbers between 0 and 1 that are the same for the same seed. */
function sequence(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return state / 2 ** 31;
  };
}
