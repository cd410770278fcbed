import { execFileSync } from "node:child_process";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { type Files, folder } from "../../../testing/fixtures/folder.ts";
import { chartName, isLibrary, missingSubcharts, repositoriesOf, sameContents, staleSubcharts, unpackChart } from "./package.ts";

const files: Files = {
  "Chart.yaml": "apiVersion: v2\nname: chat\nversion: 1.4.0\n",
  "templates/a.yaml": "kind: Deployment\n".repeat(100),
  "templates/empty.yaml": "",
  "templates/size.yaml": "größe: 日本\n",
};

/** As tar packs it, with names as Go's writer, and so Helm, has them. */
function packed(contents: Files, ...options: string[]): Buffer {
  const parent = folder({ ...Object.fromEntries(Object.entries(contents).map(([path, text]) => [`chat/${path}`, text])) });
  return execFileSync("tar", ["--create", "--gzip", "--format=pax", ...options, "chat"], { cwd: parent });
}
const names = (packaged: Uint8Array) => [...unpackChart(packaged).keys()].sort();
const chart = (contents: Record<string, string>) => unpackChart(packed(contents));

test("is unpacked to the files it was made of", () => {
  const unpacked = [...unpackChart(packed(files))].map(([path, content]) => [path, Buffer.from(content).toString()]);
  expect(Object.fromEntries(unpacked)).toEqual(files);
});

test("has names of any length and letters", () => {
  const long = `files/${"deep/".repeat(40)}${"n".repeat(120)}.txt`;
  expect(names(packed({ [long]: "1", "files/größe/日本.txt": "2" }))).toEqual(["files/größe/日本.txt", long].sort());
});

describe("two packages are compared by their contents:", () => {
  const { "templates/empty.yaml": empty, ...others } = files;

  test.each<[what: string, other: () => Buffer, same: boolean]>([
    ["the same files", () => packed(files), true],
    ["other times", () => packed(files, "--mtime=2020-01-01"), true],
    ["another compression", () => gzipSync(execFileSync("gzip", ["-dc"], { input: packed(files) }), { level: 1 }), true],
    ["another letter", () => packed({ ...files, "templates/a.yaml": "x" }), false],
    ["one file more", () => packed({ ...files, "templates/new.yaml": "" }), false],
    ["an empty file under another name", () => packed({ ...others, "templates/other.yaml": empty ?? "" }), false],
  ])("%s", (_, other, same) => {
    expect(sameContents(packed(files), other())).toBe(same);
  });
});

test("knows the chart's name, and where its dependencies come from", () => {
  const files = chart({
    "Chart.yaml": "name: chat\ndependencies:\n- { name: a, repository: 'file://../a' }\n- { name: b }\n",
    "requirements.yaml": "dependencies:\n- { name: c, repository: '@team' }\n",
    "Chart.lock": "dependencies:\n- { name: a, repository: 'file://../a' }\n",
  });
  expect(chartName(files)).toBe("chat");
  expect(repositoriesOf(files)).toEqual(["file://../a", "@team"]);
  expect(repositoriesOf(chart({ "Chart.yaml": "name: chat\ndependencies:\n" }))).toEqual([]);
});

describe("a package lacks what its subcharts depend on", () => {
  const needs = (name: string, dependency: string) => `name: ${name}\ndependencies: [{ name: ${dependency} }]\n`;

  test.each<[what: string, files: Record<string, string>, missing: string[]]>([
    ["not at all", { "Chart.yaml": needs("chat", "web"), "charts/any-folder/Chart.yaml": "name: web\n" }, []],
    ["if it is nowhere", { "Chart.yaml": "name: chat\n", "charts/web/Chart.yaml": needs("web", "redis") }, ["charts/web: redis"]],
    [
      "if it is beside them",
      { "Chart.yaml": "name: chat\n", "charts/web/Chart.yaml": needs("web", "redis"), "charts/redis/Chart.yaml": "name: redis\n" },
      ["charts/web: redis"],
    ],
    [
      "if requirements.yaml says so",
      { "Chart.yaml": "name: a\n", "charts/w/Chart.yaml": "name: w\n", "charts/w/requirements.yaml": "dependencies: [{ name: x }]\n" },
      ["charts/w: x"],
    ],
    [
      "not if they have it, under whatever name",
      { "Chart.yaml": "name: a\n", "charts/w/Chart.yaml": needs("w", "x"), "charts/w/charts/y/Chart.yaml": "name: x\n" },
      [],
    ],
  ])("%s", (_, files, missing) => {
    expect(missingSubcharts(chart(files))).toEqual(missing);
  });
});

const lock = (version: string) => `dependencies: [{ name: redis, version: "${version}" }]\n`;
const redis = (version: string) => ({ "charts/redis/Chart.yaml": `name: redis\nversion: ${version}\n` });

test.each<[what: string, files: Record<string, string>, stale: string[]]>([
  ["its version", { "Chart.lock": lock("18.1.0"), ...redis("18.1.0") }, []],
  ["its version with a v", { "Chart.lock": lock("v18.1.0"), ...redis("18.1.0") }, []],
  ["another one", { "Chart.lock": lock("18.1.0"), ...redis("17.0.0") }, ["redis 17.0.0 instead of 18.1.0"]],
  ["another one in an older chart", { "requirements.lock": lock("2.0.0"), ...redis("1.0.0") }, ["redis 1.0.0 instead of 2.0.0"]],
  ["one of two, under an alias", { "Chart.lock": lock("2.0.0"), ...redis("2.0.0"), "charts/cache/Chart.yaml": "name: redis\nversion: 1.0.0\n" }, []],
  ["nothing, which is another matter", { "Chart.lock": lock("2.0.0") }, []],
  ["what no lock file is about", redis("1.0.0"), []],
])("of what a lock file says the charts folder has %s", (_, files, stale) => {
  expect(staleSubcharts(chart({ "Chart.yaml": "name: chat\n", ...files }))).toEqual(stale);
});

test("knows a chart that only lends its templates", () => {
  const typed = (type: string) => chart({ "Chart.yaml": `name: chat\n${type}` });
  expect(["type: library\n", "type: application\n", ""].map((type) => isLibrary(typed(type)))).toEqual([true, false, false]);
});
