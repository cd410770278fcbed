import { expect, test } from "vitest";
import { parse } from "yaml";
import { runWork } from "../../testing/chatops/sessions.ts";
import { folder } from "../../testing/fixtures/folder.ts";
import { checkConfig, describeConfig } from "./config.ts";

test("prints the file with its defaults, as YAML that is itself valid", async () => {
  const cwd = folder({ "chatops.yaml": "name: chat # ours" });
  const { text, result } = await runWork(checkConfig, { cwd });
  expect(text[0]).toBe("# chatops.yaml is valid; with defaults:");
  expect(parse(text.join("\n"))).toEqual(result);
  expect(result).toMatchObject({ name: "chat", release: { branch: "main" } });
});

test("prints the schema in any folder", async () => {
  const { text, result } = await runWork(describeConfig, { cwd: folder() });
  expect(JSON.parse(text.join("\n"))).toEqual(result);
  expect(result).toHaveProperty("properties.environments");
});
