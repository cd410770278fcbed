import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { expect, test } from "vitest";

const root = join(import.meta.dirname, "..");
/** From the top down; tests may import what they like. */
const layers = ["commands", "workflows", "adapters", "domain", "core"];

const sources = (folder: string): string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".ts") && !/\.test\.ts$|(^|\/)(testing|node_modules)\//.test(path))
    .map((path) => join(root, folder, path));

/** The files of this repository that a file imports, relative to the root. */
const imported = (file: string): string[] =>
  [...readFileSync(file, "utf8").matchAll(/(?:from|import)\s*\(?\s*"(\.[^"]+)"/g)].map(([, path = ""]) =>
    relative(root, join(file, "..", path)),
  );

const importsOf = (folder: string) =>
  sources(folder).flatMap((file) => imported(file).map((to) => ({ from: relative(root, file), to })));

const layerOf = (path: string) => layers.findIndex((layer) => path.startsWith(`cli/${layer}/`));

test("imports point down the layers", () => {
  const upward = importsOf("cli").filter(({ from, to }) => layerOf(from) !== -1 && layerOf(to) < layerOf(from));
  expect(upward).toEqual([]);
});

test("the domain does no input or output", () => {
  const io = /from "node:(?!path|util|crypto)|from "(execa|dockerode|simple-git|ora|commander)"/;
  const found = sources("cli/domain").filter((file) => io.test(readFileSync(file, "utf8")));
  expect(found.map((file) => relative(root, file))).toEqual([]);
});

test("the program, the sandbox and the chat server are apart", () => {
  const leaving = ["cli", "chat-server/src"].flatMap((folder) =>
    importsOf(folder).filter(({ to }) => !to.startsWith(folder) && to !== "package.json"),
  );
  expect(leaving).toEqual([]);
});
