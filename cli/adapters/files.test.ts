import { expect, test } from "vitest";
import { folder } from "../../testing/fixtures/folder.ts";
import { readTree } from "./files.ts";

test("of a folder that is not looked into, only the list of vendored modules is known", async () => {
  const vendored = { "vendor/modules.txt": "# a.example/b v1.0.0\n", "vendor/a.example/b/b.go": "package b" };
  const directory = folder({ "main.go": "package main", "node_modules/a/modules.txt": "", ...vendored });
  expect((await readTree(directory)).paths).toEqual(["main.go", "vendor/modules.txt"]);
});
