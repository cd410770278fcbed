import { expect, test } from "vitest";
import { tree } from "../../../testing/fixtures/project-tree.ts";
import type { ProjectTree } from "../packs/tree.ts";
import { variablesShown } from "./shown-variables.ts";

const sparedIn = (shown: ProjectTree, goesOn?: boolean) => variablesShown(shown, goesOn).spared;

const example = ["SITE=a", "SMTP_HOST=", "API_KEY=", "# LEVEL=low", ...[1, 2, 3, 4].map((number) => `A_${number}=x`)];
const project = tree({ ".env.example": example.join("\n") });

test("what is a remark in an example is needed nowhere", () => {
  const spared = sparedIn(project);
  expect(["SITE", "SMTP_HOST", "API_KEY", "LEVEL", "OTHER"].filter((name) => spared.has(name))).toEqual(["LEVEL"]);
});

test("nor is what a long example leaves empty or out, where a program goes on without; a key is nobody's to show", () => {
  const spared = sparedIn(project, true);
  const names = ["SITE", "SMTP_HOST", "API_KEY", "LEVEL", "OTHER"];
  expect(names.filter((name) => spared.has(name))).toEqual(["SMTP_HOST", "LEVEL", "OTHER"]);
});

test("whoever shows a key leaves those empty that nobody needs", () => {
  const spared = sparedIn(tree({ ".env.example": "APP_KEY=change-me\nMAIL_KEY=\nDATABASE_URL=" }), true);
  expect(["APP_KEY", "MAIL_KEY", "DATABASE_URL"].filter((name) => spared.has(name))).toEqual(["MAIL_KEY"]);
});

test("a short example says nothing of what it leaves out", () => {
  expect(sparedIn(tree({ ".env.example": "SITE=a" }), true).has("OTHER")).toBe(false);
});

test("what is remarked beside a variable counts for it", () => {
  const text = "A_KEY=x # optional\nB_KEY=x # required, not optional\nC_KEY=x";
  const spared = sparedIn(tree({ ".env.example": text }));
  expect(["A_KEY", "B_KEY", "C_KEY"].filter((name) => spared.has(name))).toEqual(["A_KEY"]);
});

test("who marks what is required leaves the others empty that nobody needs", () => {
  const text = "services:\n  bot:\n    environment:\n      A_KEY: # required\n      SINCE:\n      SITE: x";
  const names = ["A_KEY", "SINCE", "SITE"];
  const spared = sparedIn(tree({ "compose.yaml": text }), true);
  expect(names.filter((name) => spared.has(name))).toEqual(["SINCE"]);
  const unmarked = sparedIn(tree({ "compose.yaml": text.replace("# required", "") }), true);
  expect(names.filter((name) => unmarked.has(name))).toEqual([]);
});

test.each([
  ['{ "env": { "A_KEY": { "required": false }, "B_KEY": { "required": true }, "C_KEY": "x" } }', ["A_KEY"]],
  ['{ "env": ["A_KEY"] }', []],
  ["{ no JSON", []],
])("what %j calls optional is", (text, names) => {
  const spared = sparedIn(tree({ "app.json": text }));
  expect(["A_KEY", "B_KEY", "C_KEY"].filter((name) => spared.has(name))).toEqual(names);
});

test.each([
  ["A_KEY=x # required", ["A_KEY"]],
  ["# ── Required ──\nA_KEY=x\nB_KEY=y\n# For mail\nC_KEY=z", ["A_KEY", "B_KEY"]],
  ["# Required environment variables:\nA_KEY=", ["A_KEY"]],
  ["# Required if MAIL is set\nA_KEY=x # required for MAIL\n# (required)\n# B_KEY=", []],
])("of %j, what is called required in any case", (text, names) => {
  expect([...variablesShown(tree({ ".env.example": text })).required]).toEqual(names);
});

test("an example may call everything in it optional", () => {
  const text = "# Everything is optional, but some pages stay empty\n\nA_KEY=x\nB_KEY=";
  const { spared, examples } = variablesShown(tree({ ".env.example": text }), true);
  expect(["A_KEY", "B_KEY"].filter((name) => spared.has(name))).toEqual(["A_KEY", "B_KEY"]);
  expect(examples.size).toBe(0);
});

test("what an example gives a value, and where", () => {
  const shown = variablesShown(tree({ ".env.example": "A_KEY=x\n# B_KEY=y\nC_KEY=", "compose.yaml": "D_KEY: x" }));
  expect([...shown.examples]).toEqual([
    ["A_KEY", ".env.example:1"],
    ["C_KEY", ".env.example:3"],
  ]);
});
