import { expect, test, vi } from "vitest";
import { gitHubApi } from "../../../testing/git-hosts/github-api.ts";
import { closedPort } from "../../../testing/servers/http-server.ts";
import { serveSchema } from "../../core/serve/schema.ts";
import type { RunRecord } from "../../domain/serve/run-record.ts";
import { openPlaces } from "./places.ts";
import { createReporter } from "./report.ts";

const token = "the-token-of-the-api";
const run: RunRecord = {
  id: "20260301T120000000Z-aaaaaaa",
  repository: "shop",
  branch: "main",
  commit: "a".repeat(40),
  startedAt: "2026-03-01T12:00:00.000Z",
  waits: 0,
};
const ended = (outcome: RunRecord["outcome"], more: Partial<RunRecord> = {}): RunRecord => ({
  ...run,
  endedAt: "2026-03-01T12:01:00.000Z",
  outcome,
  ...more,
});
const broken = ended("failed", { version: "1.4.0", brokenIn: "prod", message: "prod: it crashes" });

/** A reporter as of one start of serve; what is kept outlives it. */
function reporterAt(url: string, kept = new Map<string, string>(), withApi = true) {
  const api = { api: { token: { env: "TOKEN" }, url, repository: "team/shop" } };
  const [place = expect.fail()] = openPlaces(
    serveSchema.parse({
      repositories: {
        shop: { url: "/srv/shop.git", provider: "github", secret: { env: "HOOK" }, ...(withApi && api) },
      },
    }),
    "/state",
    { HOOK: "of the hook", TOKEN: token },
  );
  const results: string[] = [];
  const warnings: string[] = [];
  const reporter = createReporter(place, {
    runs: {
      isReported: async ({ id, endedAt }) => kept.get(id) === endedAt,
      keepReported: async ({ id, endedAt = "" }) => void kept.set(id, endedAt),
    },
    telemetry: { report: (_, result) => void results.push(result) },
    steps: { warn: (text) => void warnings.push(text) },
    linkTo: ({ id }) => `https://deploy.example.com/runs/${id}`,
    signal: new AbortController().signal,
  });
  return { reporter, results, warnings, kept, env: place.env };
}

const soon = (check: () => void) => vi.waitFor(check, { timeout: 25_000 });

test("a host is told what becomes of a commit, of its environments and of its pull request, each once", async () => {
  const api = await gitHubApi(token);
  const { reporter, results, kept, env } = reporterAt(api.url);
  reporter.begun(run, undefined);
  reporter.reached(run, { milestone: "release.published", version: "1.4.0" });
  reporter.reached(run, { milestone: "promotion.begun", environment: "prod", version: "1.4.0" });
  reporter.reached(run, { milestone: "promotion.failed", environment: "prod", version: "1.4.0", cause: "it crashes" });
  reporter.ended(broken, undefined);
  await soon(() => expect(kept.size).toBe(1));
  expect(api.state.statuses.map(({ state, description }) => [state, description])).toEqual([
    ["pending", "is on its way"],
    ["failure", "prod: it crashes"],
  ]);
  expect(api.state.statuses[1]?.target_url).toBe(`https://deploy.example.com/runs/${run.id}`);
  expect(api.state.deployments.map(({ statuses }) => statuses.map(({ state }) => state))).toEqual([
    ["in_progress", "failure"],
  ]);
  expect(api.state.comments).toEqual([expect.stringContaining(`${run.commit} failed in prod.`)]);
  expect(results).toEqual(["sent", "sent", "sent", "sent"]);
  // Somebody has it tried again, and it breaks again; serve has lost what it kept.
  const next = reporterAt(api.url);
  next.reporter.ended({ ...broken, id: "20260301T130000000Z-aaaaaaa" }, broken);
  await soon(() => expect(next.kept.size).toBe(1));
  expect(api.state.comments).toHaveLength(1);
  expect(api.wrong).toEqual([]);
  expect(JSON.stringify(env)).not.toContain(token);
});

test("what is no news is not told, and a commit whose place was taken is let go", async () => {
  const api = await gitHubApi(token);
  const { reporter, kept } = reporterAt(api.url);
  const waiting = ended("waiting", { version: "1.4.0", message: "the gate is closed" });
  reporter.ended(waiting, undefined);
  await soon(() => expect(kept.size).toBe(1));
  reporter.begun(run, waiting);
  reporter.ended({ ...waiting, endedAt: "2026-03-01T12:02:00.000Z" }, waiting);
  reporter.ended(ended("interrupted"), undefined);
  await reporter.settle(ended("interrupted"));
  const newer = { ...run, id: "20260301T130000000Z-bbbbbbb", commit: "b".repeat(40) };
  reporter.begun(newer, waiting);
  reporter.ended({ ...newer, outcome: "done", version: "1.5.0", endedAt: "2026-03-01T13:01:00.000Z" }, waiting);
  await soon(() => expect(kept.size).toBe(2));
  expect(kept.get(run.id)).toBe("2026-03-01T12:02:00.000Z");
  expect(api.state.statuses.map(({ sha, state }) => [sha[0], state])).toEqual([
    ["a", "pending"],
    ["a", "error"],
    ["b", "pending"],
    ["b", "success"],
  ]);
});

test("a dead host costs a warning without the token, and is told with a later look, by the next serve as well", async () => {
  const dead = reporterAt(`http://${await closedPort()}`);
  dead.reporter.ended(broken, undefined);
  await soon(() => expect(dead.results).toEqual(["failed"]));
  expect(dead.warnings.join()).toContain("shop: its host was not told: the API of 127.0.0.1");
  expect(dead.warnings.join()).not.toContain(token);
  const api = await gitHubApi(token);
  const { reporter, kept } = reporterAt(api.url, dead.kept);
  await Promise.all([reporter.settle(broken), reporter.settle(broken)]);
  await soon(() => expect(kept.size).toBe(1));
  await reporter.settle(broken);
  expect(api.state.statuses.map(({ state }) => state)).toEqual(["failure"]);
  expect(api.state.comments).toHaveLength(1);
});

test("without a token nobody is told", async () => {
  const api = await gitHubApi(token);
  const { reporter, kept } = reporterAt(api.url, new Map(), false);
  reporter.begun(run, undefined);
  reporter.ended(broken, undefined);
  await reporter.settle(broken);
  expect([api.asked, kept.size]).toEqual([[], 0]);
});
