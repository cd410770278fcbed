import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { failureOf } from "../../testing/chatops/failure.ts";
import { folder } from "../../testing/fixtures/folder.ts";
import { readChart } from "./chart-files.ts";

test("reads every file of a chart, by its path, without the dot files of editors and Git", async () => {
  const place = folder({
    "Chart.yaml": "name: chat\n",
    ".helmignore": "*.bak\n",
    ".DS_Store": "x",
    ".git/config": "x",
    "templates/a.yaml": "a: 1\n",
    "templates/.a.yaml.swp": "x",
    "templates/tests/b.yaml": "b: 1\n",
    "charts/redis/.helmignore": "",
  });
  mkdirSync(join(place, "empty"));
  const files = await readChart(place);
  expect([...files.keys()].sort()).toEqual([
    ".helmignore",
    "Chart.yaml",
    "charts/redis/.helmignore",
    "templates/a.yaml",
    "templates/tests/b.yaml",
  ]);
  expect(Buffer.from(files.get("templates/a.yaml") ?? []).toString()).toBe("a: 1\n");
});

test("finds nothing where there is no chart, and fails where a file stands in its place", async () => {
  const place = folder({ chart: "a file" });
  expect(await readChart(join(place, "none"))).toEqual(new Map());
  expect(await failureOf(readChart(join(place, "chart")))).toMatchObject({ code: "ENOTDIR" });
});
