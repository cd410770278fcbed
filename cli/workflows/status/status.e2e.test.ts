import { describe, expect } from "vitest";
import {
  type ClusterProject,
  clusterProject,
  type Stage,
  sandboxCluster,
} from "../../../testing/cluster/cluster-project.ts";
import { helmMajors } from "../../../testing/cluster/helm.ts";
import { writeKubeconfig } from "../../../testing/cluster/kubeconfig.ts";
import { read, writeAll } from "../../../testing/fixtures/folder.ts";
import { plainServer } from "../../../testing/fixtures/sample-projects.ts";
import { sandbox } from "../../../testing/sandbox/sandbox.ts";
import { closedPort } from "../../../testing/servers/http-server.ts";
import { ownServers } from "../../../testing/servers/own-servers.ts";
import { full } from "../../../testing/setup/short-run.ts";

const own = ownServers();

/** A project with a further environment, in a cluster that does not answer. */
async function withCutOff(helm: 3 | 4): Promise<ClusterProject> {
  const away = writeKubeconfig({ server: `https://${await closedPort()}` });
  const env = { KUBECONFIG: `${sandboxCluster().kubeconfig}:${away}` };
  const place = await clusterProject({ publish: { charts: own.charts, registry: sandbox().registry }, helm, env });
  const config = JSON.parse(read(place.directory, "chatops.yaml"));
  const kubernetes = { namespace: "away", context: "sandbox" };
  writeAll(place.directory, {
    "chatops.yaml": { ...config, environments: { ...config.environments, away: { kubernetes } } },
  });
  return place;
}

const podOf = (place: ClusterProject, stage: Stage): string =>
  place.objects(stage, "pods").find(({ metadata }) => !metadata.deletionTimestamp).metadata.name;

/** Somebody changes what runs, past chatops. */
function setImage(place: ClusterProject, stage: Stage, image: string): void {
  place.kubectl(stage, "set", "image", `deployment/${place.name}`, `${place.name}=${image}`);
  place.kubectl(stage, "rollout", "status", `deployment/${place.name}`, "--timeout=120s");
}

describe.each(helmMajors)("with Helm %i", (helm) => {
  full("status, history and trace tell what runs, and what somebody changed by hand", async () => {
    const place = await withCutOff(helm);
    const read = async (...args: string[]) => {
      const { stdout, exitCode } = await place.chatops(...args, "--json");
      return { exitCode, ...JSON.parse(stdout) };
    };
    const before = await place.release(plainServer);
    expect((await place.promote("--env", "staging")).exitCode).toBe(0);
    const version = await place.release(`${plainServer}// next\n`);
    for (const stage of ["staging", "prod"]) expect((await place.promote("--env", stage)).exitCode).toBe(0);
    const well = { state: "healthy", version, ready: 1, wanted: 1 };
    const cutOff = {
      environment: "away",
      state: "unknown",
      note: expect.stringMatching(/does not answer: .*ECONNREFUSED/),
    };
    expect(await read("status")).toMatchObject({ exitCode: 0, newest: version, environments: [well, well, cutOff] });
    expect(await read("status", "--env", "away")).toMatchObject({ exitCode: 3, environments: [cutOff] });

    place.kubectl("prod", "scale", "deployment", place.name, "--replicas=0");
    place.kubectl("prod", "wait", "--for=delete", "pod", "--all", "--timeout=60s");
    expect(await read("status")).toMatchObject({
      exitCode: 0,
      environments: [well, { state: "idle", note: "scaled to zero" }, cutOff],
    });
    place.kubectl("prod", "delete", "deployment", place.name);
    const note = `${version} was recorded healthy here, but no pod runs its image`;
    expect(await read("status")).toMatchObject({
      exitCode: 3,
      environments: [well, { state: "degraded", note }, cutOff],
    });
    const { stdout, exitCode } = await place.chatops("status");
    expect(stdout.split("\n").slice(1, 4)).toEqual([
      expect.stringMatching(/^✔ staging +\S+ +healthy +1\/1 /),
      expect.stringMatching(/^✖ prod +\S+ +degraded +0\/0 /),
      expect.stringMatching(/^\? away +unknown /),
    ]);
    expect(exitCode).toBe(3);

    const repository = `${sandbox().registry}/team/${place.name}`;
    setImage(place, "staging", `${repository}:${before}`);
    const traced = await read("trace", `pod/${podOf(place, "staging")}`);
    expect(traced).toMatchObject({ exitCode: 3, version: before, released: true, agrees: false });
    expect(traced.links.slice(0, 2)).toMatchObject([
      { part: "pod", state: "agrees", note: expect.stringMatching(/runs this image$/) },
      { part: "promotion", state: "differs", note: `the history says that ${version} runs there` },
    ]);
    expect(await read("status", "--env", "staging")).toMatchObject({
      exitCode: 3,
      environments: [{ state: "degraded" }],
    });

    for (const stage of ["staging", "prod"]) {
      const mended = await place.promote("--env", stage);
      expect(mended, mended.stdout).toMatchObject({ exitCode: 0, result: { outcome: "healthy", version } });
    }
    expect(await read("status")).toMatchObject({ exitCode: 0, environments: [well, well, cutOff] });
    expect(await read("history", "--env", "staging")).toMatchObject({
      exitCode: 0,
      promotions: [
        { version, outcome: "healthy", revision: 3, by: expect.stringContaining("@") },
        { version, outcome: "healthy", revision: 2 },
        { version: before, outcome: "healthy", revision: 1 },
      ],
    });
  });
});
