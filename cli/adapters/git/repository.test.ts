import { expect, test } from "vitest";
import { writeAll } from "../../../testing/fixtures/folder.ts";
import { git, repository } from "../../../testing/git/repository.ts";
import { fileAt, openRepository } from "./repository.ts";

const { signal } = new AbortController();

test.each([
  ["in the project's folder", "Chart.yaml", "name: a\n"],
  ["by its folder, written as a dot", "./Chart.yaml", "name: a\n"],
  ["below a folder that is written with a dot", "./chart/./Chart.yaml", "name: b\n"],
  ["that is not committed", "late.yaml", undefined],
  ["that is not there", "./absent.yaml", undefined],
])("a file is read at a commit: one %s", async (_, path, text) => {
  const directory = repository({ "apps/web/Chart.yaml": "name: a\n", "apps/web/chart/Chart.yaml": "name: b\n" });
  writeAll(`${directory}/apps/web`, { "late.yaml": "" });
  const found = await openRepository(`${directory}/apps/web`, { env: process.env, signal });
  expect(await fileAt(found, git(directory, "rev-parse", "HEAD"), path)).toBe(text);
});
