import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { digestOf } from "../../cli/domain/digest.ts";
import { folder } from "../fixtures/folder.ts";
import { type HelmMajor, helm } from "./helm.ts";

const metadata = {
  apiVersion: "v2",
  name: "chat",
  description: "Says something",
  home: "https://example.com",
  sources: ["https://example.com/chat"],
  maintainers: [{ name: "Ann", email: "ann@example.com" }, { name: "Bob" }],
  annotations: { team: "chat" },
};

/** The chart `chat` as Helm packages it, with these words in its one ConfigMap. */
export async function chartThatSays(words: string, version = "1.4.0"): Promise<Uint8Array> {
  const map = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "words" }, data: { words } };
  const directory = folder({ "Chart.yaml": { ...metadata, version }, "templates/words.yaml": map }, "chat");
  await helm(4, "package", directory, "--destination", directory);
  return readFileSync(join(directory, `chat-${version}.tgz`));
}

/** Pulls and renders what stands under an address of `helm install`: it must be this chart, which says hello. */
export async function expectHelmTakes(major: HelmMajor, address: string, packaged: Uint8Array): Promise<void> {
  const destination = folder({}, "pulled");
  const [chart = "", ...flags] = address.split(" ");
  const plain = chart.startsWith("oci://") ? ["--plain-http"] : [];
  await helm(major, "pull", chart, ...flags, ...plain, "--destination", destination);
  expect(digestOf(readFileSync(join(destination, `chat-${flags.at(-1)}.tgz`)))).toBe(digestOf(packaged));
  expect(await helm(major, "install", "x", chart, ...flags, ...plain, "--dry-run=client")).toContain('"hello"');
}
