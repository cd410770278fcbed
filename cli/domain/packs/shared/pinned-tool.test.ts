import { expect, test } from "vitest";
import { tree } from "../../../../testing/fixtures/project-tree.ts";
import { packs } from "../all.ts";
import { pinnedTool, toolFiles } from "./pinned-tool.ts";

test.each([
  [".tool-versions", "# tools\nnodejs 22.3.0 # LTS\n", "22.3.0", 2],
  ["mise.toml", '[tools]\nnode = "22"\n', "22", 2],
  [".mise.toml", "[tools]\n'nodejs' = '22.1'\n", "22.1", 2],
  ["mise.toml", 'node = ["22", "20"]\n', "22", 1],
  ["mise.toml", 'node = { version = "22" }\n', "22", 1],
])("%s pins a tool: %j", (file, text, value, line) => {
  expect(pinnedTool(tree({ [file]: text }), "node", "nodejs")).toEqual({ value, at: `${file}:${line}` });
});

test("another tool's version is not taken", () => {
  expect(pinnedTool(tree({ ".tool-versions": "node-build 22\n", "mise.toml": 'nodes = "22"\n' }), "node")).toBe(
    undefined,
  );
});

const main = "public class A { public static void main(String[] words) {} }";

/** A project of each language that is made from a version, and what that is called. */
const pinned: readonly [pack: string, tool: string, pin: string, files: Record<string, string>, base: RegExp][] = [
  ["node", "nodejs", "22.3.0", { "package.json": '{"scripts":{"start":"node a.js"}}', "a.js": "" }, /node:22-/],
  ["python", "python", "3.11.4", { "requirements.txt": "flask\n", "app.py": "" }, /python:3\.11/],
  ["ruby", "ruby", "3.2.2", { Gemfile: 'gem "sinatra"\n', "config.ru": "run App\n" }, /ruby:3\.2/],
  ["php", "php", "8.2.1", { "index.php": "<?php\n" }, /php:8\.2/],
  [
    "java",
    "java",
    "temurin-17.0.9+9",
    { "pom.xml": "<project><artifactId>a</artifactId></project>", "src/main/java/A.java": main },
    /[:-]17/,
  ],
  [
    "elixir",
    "elixir",
    "1.17.2-otp-27",
    { "mix.exs": "defmodule A.MixProject do\n  def project, do: [app: :a]\nend\n" },
    /1\.17/,
  ],
];

test.each(
  pinned.flatMap(([name, tool, pin, files, base]) =>
    toolFiles.map((file) => [name, file, tool, pin, files, base] as const),
  ),
)("%s is made from what %s pins", (name, file, tool, pin, files, base) => {
  const pack = packs.find((one) => one.name === name) ?? expect.fail(name);
  expect(pack.manifests).toContain(file);
  const text = file === ".tool-versions" ? `${tool} ${pin}\n` : `[tools]\n${tool} = "${pin}"\n`;
  const { dockerfile = [] } = pack.detect(tree({ ...files, [file]: text }));
  expect(dockerfile.map(({ from }) => from).join(" ")).toMatch(base);
});
