import { expect, test } from "vitest";
import { parse } from "yaml";
import { folder } from "../../testing/fixtures/folder.ts";
import { asWritten, parseConfig } from "../core/config/parse.ts";
import { configurationLines, schemaLines } from "../views/configuration.ts";
import { checkConfig, describeConfig } from "./config.ts";

test("answers with the file and its defaults, as YAML that is itself valid", async () => {
  const cwd = folder({ "chatops.yaml": "name: chat # ours" });
  const result = await checkConfig({ cwd, configFile: "chatops.yaml" });
  const lines = configurationLines(result);
  expect(lines[0]).toBe("# chatops.yaml is valid; with defaults:");
  expect(parse(lines.join("\n"))).toEqual(result.configuration);
  expect(result.configuration).toMatchObject({ name: "chat", release: { branch: "main" } });
});

test("answers with the file as a person writes it, not as it is read", async () => {
  const gate = "{ compose: {}, gate: { after: a, soak: 1m30s } }";
  const cwd = folder({
    "chatops.yaml": `name: chat\nimage: team/chat\nenvironments: { a: { compose: {} }, b: ${gate} }`,
  });
  const result = await checkConfig({ cwd, configFile: "chatops.yaml" });
  expect(result.configuration).toMatchObject({
    image: "team/chat",
    environments: { b: { gate: { soak: "1m30s", confirm: false, signed: false } } },
  });
  const text = configurationLines(result).join("\n");
  expect(asWritten(parseConfig(text, "chatops.yaml"))).toEqual(result.configuration);
});

test("answers with the schema", async () => {
  const result = await describeConfig();
  expect(JSON.parse(schemaLines(result).join("\n"))).toEqual(result.schema);
  expect(result.schema).toHaveProperty("properties.environments");
});
