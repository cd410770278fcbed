import { join } from "node:path";
import { describe, expect } from "vitest";
import { type ClusterProject, clusterProject } from "../../../testing/cluster/cluster-project.ts";
import { type HelmMajor, helmMajors, helm as helmSays } from "../../../testing/cluster/helm.ts";
import { passwordOf, redisBacked, redisServer } from "../../../testing/cluster/redis-project.ts";
import { folder } from "../../../testing/fixtures/folder.ts";
import { sandbox } from "../../../testing/sandbox/sandbox.ts";
import { ownServers } from "../../../testing/servers/own-servers.ts";
import { full } from "../../../testing/setup/short-run.ts";

const own = ownServers();
const crashing = `throw new Error("no migrations");\n`;

const redis = (place: ClusterProject, ...args: string[]) =>
  place.kubectl("staging", "exec", `${place.name}-redis-0`, "--", "redis-cli", ...args);

/** What Helm and the API server think of the chart that runs. */
async function examine(place: ClusterProject, major: HelmMajor): Promise<void> {
  const inNamespace = ["--namespace", place.namespaces.staging];
  const image = ["--set", "image.repository=registry/app,image.tag=1.0.0"];
  expect(await helmSays(major, "lint", "--strict", join(place.directory, "chart"), ...image)).toContain(
    "0 chart(s) failed",
  );
  expect(await helmSays(major, "test", place.name, ...inNamespace)).toMatch(/Phase:\s+Succeeded/);
  const manifest = await helmSays(major, "get", "manifest", place.name, ...inNamespace);
  const file = join(folder({ "all.yaml": manifest }), "all.yaml");
  expect(place.kubectl("staging", "apply", "--dry-run=server", "--filename", file)).toContain(
    `statefulset.apps/${place.name}-redis`,
  );
}

/** The volumes of its data: a new one under the same name has another uid. */
const volumesOf = (place: ClusterProject) =>
  place.objects("staging", "persistentvolumeclaims").map(({ metadata: { name, uid }, status: { phase } }) => ({
    name,
    uid,
    phase,
  }));

/** Redis takes whoever knows the password in the Secret, and nobody else. */
function verifyPassword(place: ClusterProject): void {
  const [made] = passwordOf(place);
  const anonymous = ["exec", `${place.name}-redis-0`, "--", "env", "--unset=REDISCLI_AUTH", "redis-cli"];
  expect(place.kubectl("staging", ...anonymous, "ping")).toMatch(/^NOAUTH /);
  expect(place.kubectl("staging", ...anonymous, "auth", `${made?.password}0`)).toMatch(/^WRONGPASS /);
  expect(place.kubectl("staging", ...anonymous, "auth", made?.password ?? "")).toBe("OK");
}

/** The pod of Redis, which no promotion starts anew. */
const redisPod = (place: ClusterProject) =>
  place.objects("staging", "pods").find(({ metadata }) => metadata.name === `${place.name}-redis-0`)?.metadata.uid;

describe.each(helmMajors)("a project with Redis, with Helm %i", (helm) => {
  full("its password is made once and its data stay, whatever fails, and whatever is uninstalled", async () => {
    const place = await clusterProject({
      publish: { charts: own.charts, registry: sandbox().registry },
      helm,
      files: redisBacked,
    });
    const promote = async () => (await place.promote("--env", "staging")).result;
    await place.release(crashing);
    expect(await promote()).toMatchObject({ outcome: "failed", verdict: { reason: "start" } });
    expect(place.objects("staging", "deployments,statefulsets")).toEqual([]);
    const made = passwordOf(place);
    expect(made).toEqual([{ uid: expect.any(String), password: expect.stringMatching(/^[0-9a-f]{64}$/) }]);

    const version = await place.release(redisServer);
    expect(await promote()).toMatchObject({ outcome: "healthy", version });
    const volumes = volumesOf(place);
    expect(volumes).toEqual([{ name: `data-${place.name}-redis-0`, uid: expect.any(String), phase: "Bound" }]);
    expect(place.objects("staging", "statefulsets")).toMatchObject([{ status: { readyReplicas: 1 } }]);
    verifyPassword(place);
    expect(redis(place, "set", "note", "kept")).toBe("OK");
    const started = redisPod(place);
    await examine(place, helm);

    await place.release(crashing);
    expect(await promote()).toMatchObject({ outcome: "failed", aftermath: { did: "rolledBack", version: version } });
    const next = await place.release(`${redisServer}// next\n`);
    expect(await promote()).toMatchObject({ outcome: "healthy", version: next });
    expect(redisPod(place)).toBe(started);
    expect(redis(place, "get", "note")).toBe("kept");

    await helmSays(helm, "uninstall", place.name, "--namespace", place.namespaces.staging, "--wait");
    expect(place.objects("staging", "deployments,statefulsets,services")).toEqual([]);
    expect(await promote()).toMatchObject({ outcome: "healthy", version: next, revision: 1 });
    expect(passwordOf(place)).toEqual(made);
    expect(volumesOf(place)).toEqual(volumes);
    expect(redis(place, "get", "note")).toBe("kept");
  });
});
