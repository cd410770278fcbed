import { execFile } from "node:child_process";
import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect } from "vitest";
import { parseAllDocuments } from "yaml";
import { importIn } from "../chatops/import.ts";
import { type Files, folder } from "../fixtures/folder.ts";
import { repository } from "../git/repository.ts";
import { sandbox } from "../sandbox/sandbox.ts";

export const helmMajors = [3, 4] as const;
export type HelmMajor = (typeof helmMajors)[number];

/** Runs the sandbox's `helm`; rejects with all it said. */
export async function helm(major: HelmMajor, ...args: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(sandbox().helm[major], args, { maxBuffer: 2 ** 26 });
  return stdout;
}

/** An environment whose `helm` does something else before it upgrades: a shell script, where `$real` is the true one. */
export const helmThat = (major: HelmMajor, script: string): NodeJS.ProcessEnv =>
  helmThatBefore("upgrade", major, script);

/** An environment whose Helm 4 is killed when this command is given to it for the first time. */
export const helmKilledOnce = (command: string): NodeJS.ProcessEnv =>
  helmThatBefore(command, 4, 'mkdir "$0.killed" 2>/dev/null && kill -KILL $$');

function helmThatBefore(command: string, major: HelmMajor, script: string): NodeJS.ProcessEnv {
  // What is only tried changes nothing, and is let through.
  const others = `[ "$1" = ${command} ] || exec "$real" "$@"\ncase "$*" in *--dry-run*) exec "$real" "$@" ;; esac`;
  const text = `#!/bin/sh\nreal=${sandbox().helm[major]}\n${others}\n${script}\nexec "$real" "$@"\n`;
  const bin = folder({ helm: text }, "bin");
  chmodSync(join(bin, "helm"), 0o755);
  return { PATH: `${bin}:${process.env.PATH}` };
}

/** Kubernetes' own words, as far as the tests look into them. */
interface Container extends Record<string, unknown> {
  image: string;
  env: object[];
}

interface Pod {
  containers: Container[];
  initContainers?: Container[];
  topologySpreadConstraints?: { labelSelector: { matchLabels: object } }[];
}

interface Manifest {
  kind: string;
  metadata: { name: string };
  data?: Record<string, string>;
  spec?: Record<string, unknown> & Partial<Pod> & { template?: { metadata: { labels: object }; spec: Pod } };
}

/** Folder of the chart that import writes for these files, under the name `shop`. */
export async function chartOf(files: Files): Promise<string> {
  const directory = repository(files);
  await importIn(directory, { name: "shop" });
  return join(directory, "chart");
}

/** What a chart makes of these values, as a release of the name `shop`. */
export async function rendered(major: HelmMajor, chart: string, values: object = {}): Promise<Manifest[]> {
  return manifestsIn(await helm(major, "template", "shop", chart, "--values", valuesFile(values)));
}

/** A file of these values. */
export function valuesFile(values: object): string {
  const file = join(folder(), "values.json");
  writeFileSync(file, JSON.stringify(values));
  return file;
}

export const manifestsIn = (text: string): Manifest[] =>
  parseAllDocuments(text).flatMap((document) => (document.toJS() as Manifest | null) ?? []);

/** The specification of the one manifest of a kind. */
export const specOf = (manifests: Manifest[], kind: string): NonNullable<Manifest["spec"]> =>
  manifests.find((manifest) => manifest.kind === kind)?.spec ?? expect.fail(`no ${kind}`);

/** The container of the one Deployment or StatefulSet. */
export const containerOf = (manifests: Manifest[], kind: string): Container =>
  specOf(manifests, kind).template?.spec.containers[0] ?? expect.fail(`no container in the ${kind}`);

/** Every pod that a chart starts. */
export const podsOf = (manifests: Manifest[]): Pod[] =>
  manifests.flatMap(({ kind, spec }) => (kind === "Pod" ? (spec as Pod) : (spec?.template?.spec ?? [])));
