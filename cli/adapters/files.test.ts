import { expect, test } from "vitest";
import { folder } from "../../testing/fixtures/folder.ts";
import { readTree } from "./files.ts";

test("of a folder that is not looked into, only the list of vendored modules is known", async () => {
  const vendored = { "vendor/modules.txt": "# a.example/b v1.0.0\n", "vendor/a.example/b/b.go": "package b" };
  const directory = folder({ "main.go": "package main", "node_modules/a/modules.txt": "", ...vendored });
  expect((await readTree(directory)).paths).toEqual(["main.go", "vendor/modules.txt"]);
});

test.each([
  ["build/Dockerfile", true],
  ["build/package/Dockerfile.api", true],
  ["build/index.html", false],
  ["dist/Dockerfile", false],
  ["target/docker/Dockerfile", false],
])(
  "a folder for what is built is looked into if people keep there what an image is made of: %s",
  async (path, isSeen) => {
    const directory = folder({ "main.go": "package main", [path]: "", [path.replace(/[^/]+$/, "start.sh")]: "" });
    const own = [path, path.replace(/[^/]+$/, "start.sh")].sort();
    expect((await readTree(directory)).paths).toEqual([...(isSeen ? own : []), "main.go"]);
  },
);

test("of a huge project what its manifests name is read, however deep it is, and the rest is counted", async () => {
  const many = Object.fromEntries(Array.from({ length: 2_100 }, (_, index) => [`lib/a${index}.js`, "// nothing"]));
  const directory = folder({
    ...many,
    "package.json": '{ "scripts": { "start": "node ./src/http/server.js" } }',
    "src/http/server.js": "listen(7777)",
    "src/http/other.js": "",
  });
  const { texts, unread } = await readTree(directory);
  expect(texts.get("src/http/server.js")).toBe("listen(7777)");
  expect([texts.size, unread]).toEqual([2_000, 103]);
});
