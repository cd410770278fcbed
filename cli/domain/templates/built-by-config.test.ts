import { expect, test } from "vitest";
import type { Files } from "../../../testing/fixtures/folder.ts";
import { tree } from "../../../testing/fixtures/project-tree.ts";
import { composePathOf } from "./built-by-config.ts";

const file = (build: string) => `services:\n  shop:\n    build: ${build}\n`;

test.each<[what: string, files: Files, dockerfile: string, path: string | undefined]>([
  ["builds what is released", { "compose.yaml": file(".") }, "Dockerfile", undefined],
  [
    "runs an image that others built",
    { "compose.yaml": "services:\n  shop:\n    image: shop\n" },
    "Dockerfile",
    undefined,
  ],
  [
    "builds what is for developers in its place",
    { "compose.yaml": file("{ context: ., dockerfile: Dockerfile.dev }") },
    "Dockerfile",
    "compose.chatops.yaml",
  ],
  [
    "leaves it to the one for production how the project is built",
    {
      "compose.yaml": file("{ context: ., target: dev }"),
      "compose.prod.yaml": file("{ context: ., target: release }"),
    },
    "Dockerfile",
    "compose.chatops.yaml",
  ],
])("a Compose file that %s", (_, files, dockerfile, path) => {
  const build = { context: ".", dockerfile };
  expect(composePathOf({ build }, tree(files), { name: "shop", config: undefined })).toBe(path);
});
