import { describe, expect, test } from "vitest";
import { tree } from "../../../../testing/fixtures/project-tree.ts";
import { renderDockerfile } from "../../dockerfile/render.ts";
import { go } from "./go.ts";

const program = { "go.mod": "module shop\n\ngo 1.24\n", "main.go": "package main\nfunc main() {}" };
const dockerfileOf = (files: Record<string, string>) =>
  renderDockerfile(go.detect(tree({ ...program, ...files })).dockerfile ?? []);

describe("modules", () => {
  test.each([
    ["require a.example/b v1.0.0", true],
    ["replace a.example/b => a.example/c v1.0.0", true],
    ["replace a.example/b => ./lib", false],
    ["replace (\n\ta.example/b v1.0.0 => ../b\n)", false],
  ])("with %s are fetched before the sources are there: %s", (line, isFetched) => {
    const dockerfile = dockerfileOf({ "go.mod": `module shop\n\n${line}\n` });
    expect(dockerfile.includes("go mod download")).toBe(isFetched);
  });
});
