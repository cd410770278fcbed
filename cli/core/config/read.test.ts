import { join } from "node:path";
import { expect, test } from "vitest";
import { failureOf } from "../../../testing/chatops/failure.ts";
import { folder } from "../../../testing/fixtures/folder.ts";
import { readProject } from "./read.ts";

test("reads chatops.yaml of the folder", async () => {
  const directory = folder({ "chatops.yaml": "name: chat" });
  expect(await readProject(directory)).toMatchObject({ directory, config: { name: "chat" } });
});

test("takes the folder of the file that --config names as the project's", async () => {
  const directory = folder({ "services/chat/release.yaml": "name: chat" });
  const { directory: found } = await readProject(directory, "services/chat/release.yaml");
  expect(found).toBe(join(directory, "services/chat"));
});

test.each([
  ["a file that is not there", "chatops.yaml"],
  ["a folder", "."],
  ["a path through a file", "package.json/chatops.yaml"],
])("says what to do about %s", async (_, file) => {
  const directory = folder({ "package.json": "{}" });
  const failure = await failureOf(readProject(directory, file));
  expect(failure).toMatchObject({ reason: "usage", message: `no ${file} in ${directory}` });
  expect(failure.hint).toContain("chatops import");
});

test("names the file as the person would", async () => {
  const directory = folder({ "a/chatops.yaml": "nam: chat" });
  const failure = await failureOf(readProject(join(directory, "a"), join(directory, "a/chatops.yaml")));
  expect(failure.details[0]).toMatch(/^chatops\.yaml:1: /);
});
