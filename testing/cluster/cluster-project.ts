import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished } from "vitest";
import type { Ran } from "../chatops/built-chatops.ts";
import { importIn } from "../chatops/import.ts";
import { type Files, folder, read } from "../fixtures/folder.ts";
import type { HelmMajor } from "./helm.ts";
import "../setup/needs-cluster.ts";
import { quickServer } from "../fixtures/sample-projects.ts";
import { type Project, project } from "../git/git-project.ts";
import { sandbox } from "../sandbox/sandbox.ts";
import type { Published } from "../servers/own-servers.ts";

/** The environments of a promotable project: one that follows by itself, and one behind a gate. */
export type Stage = "staging" | "prod";

export interface ClusterProject extends Project {
  namespaces: Record<Stage, string>;
  /** Commits a version of the server and more files, and releases it. Returns the version. */
  release: (server: string, files?: Files) => Promise<string>;
  /** `chatops promote --json --yes` with more arguments. */
  promote: (...args: string[]) => Promise<Ran>;
  /** Runs kubectl in the namespace of a stage. */
  kubectl: (stage: Stage, ...args: string[]) => string;
  /** The objects of a kind in the namespace of a stage. */
  // biome-ignore lint/suspicious/noExplicitAny: Kubernetes' own words, in all their length
  objects: (stage: Stage, kind: string) => any[];
  /** Revisions that Helm has of it, oldest first. */
  revisions: (stage: Stage) => { revision: number; status: string; chart: string; description: string }[];
}

export interface ClusterProjectOptions {
  publish: Published;
  helm?: HelmMajor;
  files?: Files;
  /** Whether the namespaces are there already, held to the restricted Pod Security Standard. */
  hasNamespaces?: boolean;
  env?: NodeJS.ProcessEnv;
}

/** The cluster of the sandbox; the global setup brought it up. */
export const sandboxCluster = () => sandbox().cluster ?? expect.fail("the sandbox has no cluster");

export const kubectl = (...args: string[]): string =>
  execFileSync(sandboxCluster().kubectl, args, {
    encoding: "utf8",
    env: { ...process.env, KUBECONFIG: sandboxCluster().kubeconfig },
    stdio: ["ignore", "pipe", "pipe"],
  }).trim();

/** A project that import made ready for Kubernetes, in namespaces of its own that go with the test. */
export async function clusterProject(options: ClusterProjectOptions): Promise<ClusterProject> {
  const { publish, helm = 4, files = {}, hasNamespaces = true, env = {} } = options;
  const path = `${helmFolder(helm)}:${process.env.PATH}`;
  const place = project({
    publish,
    files: { ...quickServer, ...files },
    env: { KUBECONFIG: sandboxCluster().kubeconfig, PATH: path, ...env },
  });
  const namespaces = { staging: `${place.name}-staging`, prod: `${place.name}-prod` };
  await prepare(place, namespaces, publish);
  for (const namespace of Object.values(namespaces)) ownNamespace(namespace, hasNamespaces);
  const own: ClusterProject["kubectl"] = (stage, ...args) => kubectl("--namespace", namespaces[stage], ...args);
  return {
    ...place,
    namespaces,
    kubectl: own,
    objects: (stage, kind) => JSON.parse(own(stage, "get", kind, "--output", "json")).items,
    async release(text, more) {
      place.commit({ "server.js": text, ...more });
      const { result, stdout } = await place.chatops("release", "--json");
      if (!result) throw new Error(stdout);
      return result.version;
    },
    promote: (...args) => place.chatops("promote", "--json", "--yes", ...args),
    revisions: (stage) => JSON.parse(helmSays(helm, "history", place.name, "--namespace", namespaces[stage])),
  };
}

/** One pod and quick probes are enough for most tests. */
const quick = (text: string) =>
  text
    .replace(/^replicaCount: .*/m, "replicaCount: 1")
    .replace(/^preStopSeconds: .*/m, "preStopSeconds: 0")
    .replace(/^terminationGracePeriodSeconds: .*/m, "terminationGracePeriodSeconds: 2");

async function prepare({ name, directory, commit }: Project, namespaces: Record<Stage, string>, publish: Published) {
  for (const path of ["chatops.yaml", "chart"]) rmSync(join(directory, path), { recursive: true, force: true });
  await importIn(directory, { name });
  const observe = "1s";
  const environments = {
    staging: { kubernetes: { namespace: namespaces.staging }, promote: "auto", observe },
    prod: { kubernetes: { namespace: namespaces.prod }, gate: { after: "staging" }, observe },
  };
  const config = {
    name,
    image: `${publish.registry}/team/${name}`,
    chart: { repository: publish.charts },
    environments,
  };
  commit({ "chatops.yaml": config, "chart/values.yaml": quick(read(directory, "chart/values.yaml")) }, "feat: import");
}

/** A namespace that goes with the test, held to the restricted Pod Security Standard. */
export function ownNamespace(name: string, isThere = true): void {
  onTestFinished(() => void kubectl("delete", "namespace", name, "--ignore-not-found", "--wait=false"));
  if (!isThere) return;
  kubectl("create", "namespace", name);
  kubectl("label", "namespace", name, "pod-security.kubernetes.io/enforce=restricted");
}

/** A folder to be put into PATH, where `helm` is of this major. */
function helmFolder(major: HelmMajor): string {
  const bin = folder({}, "bin");
  mkdirSync(bin, { recursive: true });
  symlinkSync(sandbox().helm[major], join(bin, "helm"));
  return bin;
}

const helmSays = (major: HelmMajor, ...args: string[]): string =>
  execFileSync(sandbox().helm[major], [...args, "--output", "json"], {
    encoding: "utf8",
    env: { ...process.env, KUBECONFIG: sandboxCluster().kubeconfig },
  });
