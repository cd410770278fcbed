import { expect, test } from "vitest";
import { tree } from "../../../../testing/fixtures/project-tree.ts";
import { missingStages } from "./missing-stage.ts";

const compose = (build: string) => `services:\n  web:\n    build:\n      context: .\n      ${build}\n`;

test.each<[build: string, dockerfile: string | undefined, said: string[]]>([
  ["target: builder", undefined, ["compose.yaml:5 builds the stage builder, which the Dockerfile does not have"]],
  [
    "target: builder",
    "FROM node:24 AS build\n",
    ["compose.yaml:5 builds the stage builder, which the Dockerfile does not have"],
  ],
  ["target: Builder", "from node:24 as builder\nFROM builder\n", []],
  ["target: 0", "FROM node:24\n", []],
  ["dockerfile: dev.Dockerfile\n      target: builder", undefined, []],
  ["args: {}", undefined, []],
])("a Compose file with %j beside the Dockerfile %j", (build, Dockerfile, said) => {
  const files = { "compose.yaml": compose(build), ...(Dockerfile && { Dockerfile }) };
  expect(missingStages(tree(files)).map(({ text }) => text)).toEqual(said);
});
