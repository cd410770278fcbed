import { symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { findProgram } from "../../../sandbox/programs.ts";
import { type ClusterProject, clusterProject, sandboxCluster } from "../../../testing/cluster/cluster-project.ts";
import { expectRefused, type Refused, switchBeforeCluster, written } from "../../../testing/cluster/refusals.ts";
import { type Files, folder, writeAll } from "../../../testing/fixtures/folder.ts";
import { plainServer } from "../../../testing/fixtures/sample-projects.ts";
import { git } from "../../../testing/git/repository.ts";
import { sandbox } from "../../../testing/sandbox/sandbox.ts";
import { ownServers } from "../../../testing/servers/own-servers.ts";
import { switchBefore } from "../../../testing/servers/switch.ts";
import { full } from "../../../testing/setup/short-run.ts";

const own = ownServers();
const command = ["promote", "--env", "staging", "--json", "--yes"];

/** A run with something amiss, and what it has to say. */
interface Amiss extends Refused {
  args?: string[];
  env?: NodeJS.ProcessEnv;
}

/** A folder for PATH whose `helm` prints a version. */
function otherHelm(version: string): string {
  const bin = folder({}, "bin");
  writeFileSync(join(bin, "helm"), `#!/bin/sh\necho ${version}\n`, { mode: 0o755 });
  return bin;
}

/** A folder for PATH with nothing but git. */
function onlyGit(): string {
  const bin = folder({}, "bin");
  symlinkSync(findProgram("git") ?? expect.fail("git is not here"), join(bin, "git"));
  return bin;
}

const waysAmiss = ({ user }: ClusterProject): Amiss[] => [
  {
    args: ["--kubeconfig", join(user.home, "nowhere")],
    says: new RegExp(`^there is no kubeconfig: ${user.home}/nowhere does not exist$`),
    hint: /--kubeconfig or KUBECONFIG/,
  },
  {
    args: ["--context", "elsewhere"],
    says: /^there is no context elsewhere in .*admin\.yaml$/,
    hint: new RegExp(`there are: ${sandboxCluster().context}\\.`),
  },
  {
    env: { PATH: onlyGit() },
    says: /^helm is not installed, or not in PATH/,
    hint: /Helm 3 or 4: https/,
  },
  {
    env: { PATH: `${otherHelm("v2.17.0")}:${user.env.PATH}` },
    says: /^helm 2\.17\.0 is installed; chatops works with Helm 3 and 4/,
    hint: /Helm 3 or 4: https/,
  },
];

/** Settings of the environment in chatops.yaml, and what they lead to. */
const settingsAmiss: [settings: object, Refused][] = [
  [
    { cluster: "https://k8s.example.com:6443" },
    {
      says: /^the context \S+ is of the cluster \S+, but `cluster` in chatops.yaml is https:\/\/k8s\.example\.com:6443$/,
      hint: /--kubeconfig/,
    },
  ],
  [
    { values: ["values/none.yaml"] },
    { says: /^values\/none\.yaml is not in commit \w{7}/, hint: /Commit and push it/, exitCode: 2 },
  ],
  [
    { values: ["values/unknown-key.yaml"] },
    { says: /^Helm makes no manifests.*replicas/s, hint: /Correct the values and push them/ },
  ],
];

const values: Files = {
  "values/unknown-key.yaml": { replicas: 2 },
};

/** Writes chatops.yaml with further settings for the cluster of staging, uncommitted. */
function writeSettings({ directory, namespaces }: ClusterProject, more: object): void {
  const config = JSON.parse(git(directory, "show", "HEAD:chatops.yaml"));
  const staging = { kubernetes: { namespace: namespaces.staging, ...more } };
  writeAll(directory, { "chatops.yaml": { ...config, environments: { staging } } });
}

full(
  "whatever is amiss on the way is named before anything is written; mended, the same command completes",
  async () => {
    const charts = await switchBefore(own.charts);
    const api = await switchBeforeCluster();
    const place = await clusterProject({
      publish: { charts: `http://${charts.address}`, registry: sandbox().registry },
    });
    const version = await place.release(plainServer, values);
    const run = ({ args = [], env = {} }: Pick<Amiss, "args" | "env"> = {}) =>
      place.user.run([...command, ...args], { cwd: place.directory, env });
    const before = written(place, "staging");

    for (const amiss of waysAmiss(place)) expectRefused(await run(amiss), amiss);
    for (const [settings, refused] of settingsAmiss) {
      writeSettings(place, settings);
      expectRefused(await run(), refused);
    }
    writeSettings(place, {});
    await charts.off();
    const silent = new RegExp(`^the chart repository .*${charts.address} does not answer`);
    expectRefused(await run(), { says: silent, hint: /Check that it runs/ });
    await charts.on();
    await api.off();
    const through = { args: ["--kubeconfig", api.kubeconfig] };
    const refused = new RegExp(`${api.address} .*does not answer: .*ECONNREFUSED`);
    expectRefused(await run(through), { says: refused, hint: /`kubectl version`/ });
    expect(written(place, "staging")).toEqual(before);
    await api.on();
    expect((await run(through)).result).toMatchObject({ outcome: "healthy", version, revision: 1 });
  },
);
