import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { folder } from "../../../testing/fixtures/folder.ts";
import { packageChart, sameContents, unpackChart } from "./package.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const chart = (files: Record<string, string>) =>
  new Map(Object.entries(files).map(([path, text]) => [path, bytes(text)]));

const files = {
  "Chart.yaml": "apiVersion: v2\nname: chat\nversion: 1.4.0\n",
  "values.yaml": "image: {}\n",
  "templates/deployment.yaml": "kind: Deployment\n".repeat(100),
  "templates/empty.yaml": "",
  "templates/size.yaml": "größe: 日本\n",
};
const shuffled = Object.fromEntries(Object.entries(files).reverse());
const digestOf = (packaged: Uint8Array) => createHash("sha256").update(packaged).digest("hex");

test("gives the same bytes for the same files, in whatever order they were read", () => {
  const packaged = packageChart("chat", chart(files));
  expect(digestOf(packageChart("chat", chart(shuffled)))).toBe(digestOf(packaged));
});

test("gives the same bytes on every machine and with every Node: this digest changes only on purpose", () => {
  expect(digestOf(packageChart("chat", chart(files)))).toBe(
    "0c691d3f73a117e1fb39b604c5979f408e5ce0bff5b6a0b5e7bf6be040373732",
  );
});

test("gives other bytes for one other letter", () => {
  const other = { ...files, "values.yaml": "image: {x}\n" };
  expect(digestOf(packageChart("chat", chart(other)))).not.toBe(digestOf(packageChart("chat", chart(files))));
});

test("is an archive that tar reads, with every file below the chart's name, as Helm wants it", () => {
  const directory = folder();
  const archive = join(directory, "chat-1.4.0.tgz");
  writeFileSync(archive, packageChart("chat", chart(files)));
  const tar = (...args: string[]) => execFileSync("tar", args, { cwd: directory, encoding: "utf8" });
  expect(tar("-tzf", archive).trimEnd().split("\n")).toEqual([
    "chat/Chart.yaml",
    "chat/templates/deployment.yaml",
    "chat/templates/empty.yaml",
    "chat/templates/size.yaml",
    "chat/values.yaml",
  ]);
  expect(tar("-xzOf", archive, "chat/templates/deployment.yaml")).toBe(files["templates/deployment.yaml"]);
});

test("is unpacked to the files it was made of", () => {
  const unpacked = unpackChart(packageChart("chat", chart(files)));
  expect(Object.fromEntries([...unpacked].map(([path, content]) => [path, Buffer.from(content).toString()]))).toEqual(
    files,
  );
});

test.each([
  ["too long", `templates/${"a".repeat(300)}.yaml`],
  ["not ASCII", "templates/größe.yaml"],
])("refuses a path that the format has no room for, instead of cutting it: %s", (_, path) => {
  const packing = () => packageChart("chat", chart({ ...files, [path]: "" }));
  expect(packing).toThrow(`a chart has no room for the path chat/${path}`);
});

test("has room for a path of 200 characters", () => {
  const path = `templates/${"a".repeat(80)}/${"b".repeat(90)}.yaml`;
  expect([...unpackChart(packageChart("chat", chart({ [path]: "x" }))).keys()]).toEqual([path]);
});

test.each<[what: string, other: Record<string, string>, same: boolean]>([
  ["the same files", files, true],
  ["the same files in another order", shuffled, true],
  ["another letter", { ...files, "values.yaml": "image: {y}" }, false],
  ["one file more", { ...files, "templates/new.yaml": "" }, false],
  ["an empty file under another name", { ...omit(files, "templates/empty.yaml"), "templates/other.yaml": "" }, false],
])("compares contents: %s", (_, other, same) => {
  expect(sameContents(packageChart("chat", chart(files)), packageChart("chat", chart(other)))).toBe(same);
});

test("compares contents whatever the compression", () => {
  const packaged = packageChart("chat", chart(files));
  const again = gzipSync(execFileSync("gzip", ["-dc"], { input: packaged }), { level: 1 });
  expect(digestOf(again)).not.toBe(digestOf(packaged));
  expect(sameContents(packaged, again)).toBe(true);
});

function omit(from: Record<string, string>, name: string): Record<string, string> {
  return Object.fromEntries(Object.entries(from).filter(([key]) => key !== name));
}
