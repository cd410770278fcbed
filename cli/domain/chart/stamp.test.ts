import { parse } from "yaml";
import { describe, expect, test } from "vitest";
import { Failure } from "../../../lib/errors.ts";
import { type ChartFiles, chartName, missingDependencies, stampChart } from "./stamp.ts";

const chart = (files: Record<string, string>): ChartFiles =>
  new Map(Object.entries(files).map(([path, text]) => [path, new TextEncoder().encode(text)]));
const text = (files: ChartFiles, path: string) => new TextDecoder().decode(files.get(path));

const release = {
  version: "1.4.0",
  commit: "0123456789abcdef0123456789abcdef01234567",
  image: { repository: "registry.example.com/team/chat", digest: "sha256:aa", id: "sha256:bb" },
};
const plain = { "Chart.yaml": "name: chat\nversion: 0.0.0\n", "values.yaml": "image: {}\n" };

test("stamps version, image and commit, and leaves comments, order and everything else as they are", () => {
  const files = chart({
    "Chart.yaml": `# The chat.
apiVersion: v2
version: 0.0.0 # set by a release
name: chat
annotations:
  team: chat # who
description: "A very long description ${"that must not be folded ".repeat(8)}"
`,
    "values.yaml": `# How many.
replicas: 2

image:
  # Where it comes from.
  repository: chat
  tag: "" # set by a release
  pullPolicy: IfNotPresent
`,
    "templates/a.yaml": "{{ .Values.image.tag }}",
  });
  const stamped = stampChart(files, release);
  expect(text(stamped, "Chart.yaml")).toBe(`# The chat.
apiVersion: v2
version: 1.4.0 # set by a release
name: chat
annotations:
  team: chat # who
  chatops.dev/commit: 0123456789abcdef0123456789abcdef01234567
  chatops.dev/image: registry.example.com/team/chat:1.4.0@sha256:aa
description: "A very long description ${"that must not be folded ".repeat(8)}"
appVersion: 1.4.0
`);
  expect(text(stamped, "values.yaml")).toBe(`# How many.
replicas: 2

image:
  # Where it comes from.
  repository: registry.example.com/team/chat
  tag: "1.4.0" # set by a release
  pullPolicy: IfNotPresent
  digest: sha256:aa
`);
  expect(stamped.get("templates/a.yaml")).toBe(files.get("templates/a.yaml"));
});

test("leaves the files it was given alone", () => {
  const files = chart(plain);
  stampChart(files, release);
  expect(text(files, "Chart.yaml")).toBe(plain["Chart.yaml"]);
});

test("pins an image that has no digest by its id, in the annotation only", () => {
  const image = { repository: "chat", digest: undefined, id: "sha256:bb" };
  const stamped = stampChart(chart(plain), { ...release, image });
  expect(parse(text(stamped, "Chart.yaml")).annotations["chatops.dev/image"]).toBe("chat:1.4.0@sha256:bb");
  expect(parse(text(stamped, "values.yaml")).image).toEqual({ repository: "chat", tag: "1.4.0", digest: "" });
});

test("keeps a version that looks like a number a text", () => {
  const stamped = stampChart(chart(plain), { ...release, commit: "1234567890", version: "1.0.0" });
  expect(parse(text(stamped, "Chart.yaml"))).toMatchObject({
    appVersion: "1.0.0",
    annotations: { "chatops.dev/commit": "1234567890" },
  });
});

test.each([
  ["without an image", "replicas: 1\n"],
  ["with an empty image", "image:\n"],
  ["that are empty", ""],
  ["of comments", "# nothing yet\n"],
])("fills values %s", (_, values) => {
  const stamped = stampChart(chart({ ...plain, "values.yaml": values }), release);
  expect(parse(text(stamped, "values.yaml")).image.tag).toBe("1.4.0");
});

describe("a chart that cannot be stamped says why", () => {
  test.each<[what: string, files: Record<string, string>, message: string]>([
    ["no Chart.yaml", { "values.yaml": "" }, "the chart has no Chart.yaml"],
    ["no values.yaml", { "Chart.yaml": "name: a" }, "the chart has no values.yaml"],
    ["broken YAML", { ...plain, "values.yaml": "a: [" }, "the chart's values.yaml is not valid YAML"],
    ["a list of values", { ...plain, "values.yaml": "- a" }, "the chart's values.yaml must be keys and values"],
    ["an image in one text", { ...plain, "values.yaml": "image: chat:1" }, "`image` of the chart's values.yaml must be"],
    ["an image in a list", { ...plain, "values.yaml": "image: [a]" }, "`image` of the chart's values.yaml must be"],
  ])("%s", (_, files, message) => {
    const stamp = () => stampChart(chart(files), release);
    expect(stamp).toThrow(message);
    expect(stamp).toThrow(Failure);
  });
});

test("knows the chart's name", () => {
  expect(chartName(chart(plain))).toBe("chat");
  expect(() => chartName(chart({ "Chart.yaml": "version: 1.0.0" }))).toThrow("has no name");
  expect(() => chartName(chart({ "Chart.yaml": "name: 5" }))).toThrow("has no name");
});

test.each<[what: string, chartYaml: string, vendored: string[], missing: string[]]>([
  ["none where there are no dependencies", "name: chat", [], []],
  ["none where the list is empty", "dependencies:", [], []],
  ["one that is not there", "dependencies: [{ name: redis }]", [], ["redis"]],
  ["none that is packaged", "dependencies: [{ name: redis }]", ["charts/redis-20.1.0.tgz"], []],
  ["none that is a folder", "dependencies: [{ name: redis }]", ["charts/redis/Chart.yaml"], []],
  ["one of which only a namesake is there", "dependencies: [{ name: redis }]", ["charts/redis-cluster-1.0.0.tgz"], ["redis"]],
  ["one where another is packaged", "dependencies: [{ name: redis }]", ["charts/mysql-9.0.0.tgz"], ["redis"]],
  [
    "the second of two",
    "dependencies: [{ name: redis }, { name: mysql }]",
    ["charts/redis/Chart.yaml", "charts/notes.txt"],
    ["mysql"],
  ],
])("misses %s", (_, chartYaml, vendored, missing) => {
  const files = chart({ "Chart.yaml": chartYaml, ...Object.fromEntries(vendored.map((path) => [path, ""])) });
  expect(missingDependencies(files)).toEqual(missing);
});
