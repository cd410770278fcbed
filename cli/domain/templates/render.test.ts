import { describe, expect, test } from "vitest";
import { tree } from "../../../testing/fixtures/project-tree.ts";
import { everyService, express, minimal, typescriptWithRedis } from "../../../testing/fixtures/sample-projects.ts";
import { readTemplates } from "../../adapters/templates.ts";
import { parseConfig } from "../../core/config/parse.ts";
import { node } from "../packs/node/node.ts";
import { setupsOf } from "../services/used-service.ts";
import { ciSystems } from "./ci.ts";
import { configTokens } from "./config-file.ts";
import { fileTokens, generateFiles } from "./generate.ts";
import { workerWords } from "./process-tokens.ts";
import { render, tokensIn } from "./render.ts";
import { serviceWords } from "./service-parts.ts";

describe("fill", () => {
  test("puts words into lines", () => expect(render("a __X__ b __X__\n", { X: "1" })).toBe("a 1 b 1\n"));
  test("indents a fragment like its token", () => {
    expect(render("a:\n  __X__\nb\n", { X: "c:\n  d\n" })).toBe("a:\n  c:\n    d\nb\n");
  });
  test("leaves no line for an empty fragment", () => expect(render("a\n  __X__\nb\n", { X: "" })).toBe("a\nb\n"));
  test("fills words in a fragment", () => expect(render("__X__\n", { X: "hi __Y__", Y: "you" })).toBe("hi you\n"));
  test("refuses a token that nobody knows", () => expect(() => render("__X__", {})).toThrow("__X__"));
  test("leaves variables of a program alone", () => {
    expect(render("__X__: 1\n", { X: "A__B__C" })).toBe("A__B__C: 1\n");
  });
  test("leaves __dirname alone", () => expect(render("__dirname __a__", {})).toBe("__dirname __a__"));
});

describe("the templates", async () => {
  const templates = await readTemplates();
  const inputs = [express, typescriptWithRedis, minimal, everyService].map((files) => {
    const project = tree(files);
    const facts = node.detect(project);
    const config = parseConfig("name: shop", "chatops.yaml");
    const build = { context: ".", dockerfile: "Dockerfile" };
    return { facts, build, config, templates, userFiles: new Map(), folder: "", ci: ciSystems };
  });

  test.each(inputs.map((input) => [input.facts.name.value, input] as const))("%s: no token is left", (_, input) => {
    for (const { path, content } of generateFiles(input)) {
      expect(tokensIn(content), path).toEqual([]);
      expect(content.endsWith("\n"), path).toBe(true);
      expect(content, path).not.toMatch(/\r|[ \t]$/m);
    }
  });

  test("use every token, and no other", () => {
    const used = new Set([...templates.values()].flatMap(tokensIn));
    const config = configTokens({ name: "a", branch: "b", isBelow: true, chartPath: "c", composeFile: "d" });
    const known = inputs.flatMap((input) => [
      ...Object.keys(fileTokens(input)),
      ...setupsOf(input.facts.services).flatMap((service) => Object.keys(serviceWords(templates, service))),
      ...(input.facts.processes?.workers ?? []).flatMap((worker) => Object.keys(workerWords(worker))),
    ]);
    expect([...used].sort()).toEqual([...new Set([...known, ...Object.keys(config)])].sort());
  });
});
