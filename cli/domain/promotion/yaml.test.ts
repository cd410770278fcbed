import { expect, test } from "vitest";
import { parseManifest } from "./manifest.ts";
import { yamlDocuments } from "./yaml.ts";

/** What sigs.k8s.io/yaml 1.6, which Helm and the API server's clients read with, makes of each. */
test.each<[texts: string, read: unknown]>([
  ["0755", 493],
  ["0644 +0644 0o644 0x1A4 0b110100100", 420],
  ["-0755", -493],
  ["089", 89],
  ["1_000 1e3 1000.0", 1000],
  ["1.10 1.1", 1.1],
  [".5 +.5", 0.5],
  ["y Yes TRUE on", true],
  ["n No FALSE off", false],
  ["~ null NULL", null],
])("%s is read as %j", (texts, read) => {
  expect(texts.split(" ").map((text) => yamlDocuments(`a: ${text}`))).toEqual(
    texts.split(" ").map(() => [{ a: read }]),
  );
});

test.each([
  ["dates", "2026-03-01"],
  ["moments", "2026-03-01T12:00:00Z"],
  ["versions and addresses", "1.10.0"],
  ["pairs of ports and times of day, which YAML 1.1 counts by sixty", "22:22"],
  ["points", "."],
  ["quantities", "10m"],
  ["an abbreviated hash that would be too large a number", "12e34567"],
  ["an abbreviated hash that is a number without its first digit", "e1234567"],
  ["what only looks like a yes", "yEs"],
  ["what only looks octal", "0o8"],
])("%s are texts: %s", (_, text) => {
  expect(yamlDocuments(`a: ${text}`)).toEqual([{ a: text }]);
});

test.each(["0755", "yes", "12345678901234567890", "null", "<<"])("%s in quotes is a text", (text) => {
  expect(yamlDocuments(`a: "${text}"`)).toEqual([{ a: text }]);
});

test("`<<` takes another map's fields over, and a long text in a block stays one", () => {
  expect(yamlDocuments("a: &a { x: 0755, z: 2 }\nb: { <<: *a, z: 3 }\nc: |\n  0755\n")).toEqual([
    { a: { x: 493, z: 2 }, b: { x: 493, z: 3 }, c: "0755\n" },
  ]);
});

test("a chart's file mode is what Helm makes of it", () => {
  const [object] = parseManifest("kind: Pod\nspec: { volumes: [{ secret: { defaultMode: 0400 } }] }\n---\n");
  expect(object).toEqual({ kind: "Pod", spec: { volumes: [{ secret: { defaultMode: 256 } }] } });
});
