import { join } from "node:path";
import { expect, test } from "vitest";
import { folder } from "../../../../testing/fixtures/folder.ts";
import { initRepository } from "../../../../testing/git/repository.ts";
import { gitHubApi } from "../../../../testing/git-hosts/github-api.ts";
import { serveSchema } from "../../../core/serve/schema.ts";
import { createSlots } from "../../../core/slots.ts";
import { pullsOf } from "../host.ts";
import { openPlaces } from "../places.ts";
import { createPreviewBoard } from "./board.ts";
import { openPullRecords } from "./records.ts";
import { tendPull } from "./tend.ts";

const head = "b".repeat(40);
const older = "a".repeat(40);

/** A pull request of a fork on GitHub, as its API tells of it; whatever would build it has no program to do that with. */
async function ofFork() {
  const env = { HOOK: "secret of the hook", TOKEN: "token of the api" };
  const api = await gitHubApi(env.TOKEN);
  const state = folder({}, "state");
  const remote = folder({}, "remote");
  initRepository(remote);
  const config = serveSchema.parse({
    repositories: {
      shop: {
        url: remote,
        provider: "github",
        secret: { env: "HOOK" },
        api: { token: { env: "TOKEN" }, url: api.url, repository: "team/shop" },
        previews: {},
      },
    },
  });
  const [place] = openPlaces(config, state, env);
  if (!place) throw new Error("no place");
  const { signal } = new AbortController();
  const pulls = pullsOf(place, signal);
  if (!pulls) throw new Error("no pull requests");
  const records = openPullRecords(state);
  const told: string[] = [];
  const board = createPreviewBoard();
  const tending = {
    place,
    pulls,
    records,
    signal,
    steps: { note: (text: string) => void told.push(text), warn: (text: string) => void told.push(text) },
    telemetry: { report: () => {}, preview: () => {} },
    board,
    slots: { runs: createSlots(1), looks: createSlots(1) },
    bell: { ring() {}, rungAt: undefined, wait: async () => {} },
    intervalMs: 1_000,
    timeoutMs: 1_000,
    logBytes: 1_000,
    env: {},
    folder: state,
    clone: join(state, "clone"),
    quietLooks: 0,
    isRoomMade: false,
  };
  const previewing = { place, env: {}, project: state, logBytes: 1_000, signal };
  const pull = { number: 7, head, ref: "refs/pull/7/head", base: "main", isFork: true };
  return {
    api,
    records,
    told,
    board,
    comments: api.state.comments,
    look: (newest = head) => tendPull(tending, previewing, { ...pull, head: newest }, []),
  };
}

test("a commit of a fork is announced once, and waits however often it is looked at", async () => {
  const { api, comments, look, told, records } = await ofFork();
  for (let looks = 0; looks < 3; looks += 1) await look();
  expect(comments).toEqual([expect.stringContaining(`/ok-to-test ${head}`)]);
  expect(told).toEqual([]);
  expect((await records.read(7))?.approved).toBeUndefined();
  expect(api.wrong).toEqual([]);
});

test("who may not write lets nothing be built, nor does an answer to another commit", async () => {
  const { api, comments, look, told } = await ofFork();
  await look();
  api.state.author = "reader";
  comments.push(`/ok-to-test ${head}`);
  await look();
  api.state.author = "nobody";
  await look();
  comments.pop();
  api.state.author = "writer";
  comments.push(`/ok-to-test ${older}`, "/ok-to-test");
  // Written before the announcement, by the clock of the host.
  await look();
  expect(told).toEqual([]);
});

test("the commit that was let is fetched, and no other; a further one is announced anew", async () => {
  const { comments, look, records, api } = await ofFork();
  await look();
  comments.push(`/ok-to-test ${head}`);
  // There is no clone that it could be fetched into.
  await expect(look()).rejects.toThrow();
  expect((await records.read(7))?.approved).toEqual({ commit: head, by: "writer" });
  const next = "c".repeat(40);
  await look(next);
  expect(comments[0]).toContain(`/ok-to-test ${next}`);
  expect((await records.read(7))?.approved).toBeUndefined();
  await look(next);
  expect((await records.read(7))?.approved).toBeUndefined();
  expect(api.wrong).toEqual([]);
});
