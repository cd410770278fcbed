import { existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { folder } from "../../../testing/fixtures/folder.ts";
import { type RunRecord, runId } from "../../domain/serve/run-record.ts";
import { openRuns } from "./runs.ts";

const retention = { runs: 3, age: 24 * 3_600_000, megabytes: 1 };
const now = Date.parse("2026-03-02T00:00:00.000Z");

function run(hoursAgo: number, more: Partial<RunRecord> = {}): RunRecord {
  const startedAt = new Date(now - hoursAgo * 3_600_000).toISOString();
  const commit = more.commit ?? "a".repeat(40);
  return { id: runId(startedAt, commit), repository: "shop", branch: "main", commit, startedAt, waits: 0, ...more };
}

test("the last run of each branch is known after a start, whatever else lies there", async () => {
  const place = folder();
  const runs = await openRuns(place, retention);
  expect(runs.last("main")).toBeUndefined();
  const [older, newer, other] = [run(3), run(2, { outcome: "failed" }), run(4, { branch: "release/2.x" })];
  for (const each of [other, older, newer]) await runs.keep(each);
  for (const name of ["lost+found", runId("2026-03-01T23:59:59.999Z", "b".repeat(40))])
    mkdirSync(join(place, "runs", name));
  const cut = join(place, "runs", runId("2026-03-01T23:00:00.000Z", "c".repeat(40)));
  mkdirSync(cut);
  writeFileSync(join(cut, "run.json"), '{"id":"');
  const again = await openRuns(place, retention);
  expect(again.last("main")).toEqual(newer);
  expect(again.last("release/2.x")).toEqual(other);
  expect(statSync(join(place, "runs", newer.id, "run.json")).mode & 0o777).toBe(0o600);
});

test("runs that are too old or too many go, and the last of a branch stays", async () => {
  const place = folder();
  const runs = await openRuns(place, retention);
  const kept = (each: RunRecord) => existsSync(join(place, "runs", each.id));
  const [branch, old, ...recent] = [run(100, { branch: "rare" }), run(30), ...[9, 8, 7, 6].map((hours) => run(hours))];
  for (const each of [branch, old, ...recent].filter((each) => each !== undefined)) await runs.keep(each);
  await runs.prune(now);
  expect([branch, old, ...recent].map((each) => each && kept(each))).toEqual([true, false, false, true, true, true]);
  await runs.prune(now + 48 * 3_600_000);
  expect(readdirSync(join(place, "runs"))).toEqual([branch?.id, recent.at(-1)?.id]);
});

test("runs are listed, newest first, and found by nothing but their names", async () => {
  const place = folder({ "runs.json": run(1) });
  const runs = await openRuns(place, retention);
  const [older, newer] = [run(3), run(2)];
  for (const each of [newer, older]) await runs.keep(each);
  expect(await runs.list()).toEqual([newer, older]);
  expect(await runs.find(older.id)).toEqual(older);
  for (const name of [
    "",
    "..",
    "../runs",
    `../runs/${older.id}`,
    `${older.id}/`,
    runId(run(9).startedAt, "f".repeat(40)),
  ])
    expect(await runs.find(name)).toBeUndefined();
});
