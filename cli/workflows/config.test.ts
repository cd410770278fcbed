import { expect, test } from "vitest";
import { parse } from "yaml";
import { runWork } from "../../testing/chatops/sessions.ts";
import { folder } from "../../testing/fixtures/folder.ts";
import { asWritten, parseConfig } from "../core/config/parse.ts";
import { checkConfig, describeConfig } from "./config.ts";

test("prints the file with its defaults, as YAML that is itself valid", async () => {
  const cwd = folder({ "chatops.yaml": "name: chat # ours" });
  const { text, result } = await runWork(checkConfig, { cwd });
  expect(text[0]).toBe("# chatops.yaml is valid; with defaults:");
  expect(parse(text.join("\n"))).toEqual(result);
  expect(result).toMatchObject({ name: "chat", release: { branch: "main" } });
});

test("prints the file as a person writes it, not as it is read", async () => {
  const gate = "{ compose: {}, gate: { after: a, soak: 1m30s } }";
  const cwd = folder({
    "chatops.yaml": `name: chat\nimage: team/chat\nenvironments: { a: { compose: {} }, b: ${gate} }`,
  });
  const { text, result } = await runWork(checkConfig, { cwd });
  expect(result).toMatchObject({
    image: "team/chat",
    environments: { b: { gate: { soak: "1m30s", confirm: false } } },
  });
  expect(asWritten(parseConfig(text.join("\n"), "chatops.yaml"))).toEqual(result);
});

test("prints the schema in any folder", async () => {
  const { text, result } = await runWork(describeConfig, { cwd: folder() });
  expect(JSON.parse(text.join("\n"))).toEqual(result);
  expect(result).toHaveProperty("properties.environments");
});
