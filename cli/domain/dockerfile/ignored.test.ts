import { expect, test } from "vitest";
import { gitIgnores, ignores, withoutIgnoring } from "./ignored.ts";

test.each([
  ["node_modules", "node_modules/a.js", "node_modules"],
  ["/docs/", "docs", "/docs/"],
  ["docs", "src/docs", undefined],
  ["**/docs", "src/docs/a.md", "**/docs"],
  ["src/**", "src/a/b", "src/**"],
  ["*.md", "README.md", "*.md"],
  ["*.md", "src/README.md", undefined],
  [".env*", ".env.local", ".env*"],
  ["*", ".env", "*"],
  ["*\n!src", "src/a.js", undefined],
  ["a*b*c", "a-b-b-c", "a*b*c"],
  ["a*a", "a", undefined],
  ["# src", "src", undefined],
  ["*", ".", undefined],
])("of the lines %j, %s is left out by %s", (text, path, line) => expect(ignores(text, path)).toBe(line));

test("what is copied is not left out, and nothing else changes", () => {
  const text = ".env\n.env.*\n!.env.example\nchart\n*.log\n";
  expect(withoutIgnoring(text, [".env.example", "chart/values.yaml"])).toBe(".env\n.env.*\n!.env.example\n*.log\n");
});

test.each([
  ["dist", "web/dist", true],
  ["dist/", "web/dist/a.js", true],
  ["/dist", "web/dist", false],
  ["web/dist", "back/web/dist", false],
  ["# dist", "web/dist", false],
])("Git is told by %j of %s: %s", (text, path, isIgnored) =>
  expect(gitIgnores(text, path) !== undefined).toBe(isIgnored),
);
