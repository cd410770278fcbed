import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { folder } from "../../testing/folders.ts";
import { type HelmMajor, helmMajors, helm as helmSays } from "../../testing/helm.ts";
import { ownServers, sandbox } from "../../testing/parts.ts";
import { isFull } from "../../testing/projects.ts";
import { type Promotable, promotable } from "../../testing/promotables.ts";
import { redisBacked, redisServer } from "../../testing/redis-backed.ts";

const own = ownServers();
const full = isFull ? test : test.skip;
const crashing = `throw new Error("no migrations");\n`;

/** The Secret of Redis: when it was made, and what is in it. */
function passwordOf(place: Promotable) {
  const all = place.objects("staging", "secrets").filter(({ metadata }) => metadata.name === `${place.name}-redis`);
  return all.map(({ metadata, data }) => ({
    uid: metadata.uid,
    password: Buffer.from(data.password, "base64").toString(),
  }));
}

const redis = (place: Promotable, ...args: string[]) =>
  place.kubectl("staging", "exec", `${place.name}-redis-0`, "--", "redis-cli", ...args);

/** What Helm and the API server think of the chart that runs. */
async function examine(place: Promotable, major: HelmMajor): Promise<void> {
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

describe.each(helmMajors)("a project with Redis, with Helm %i", (helm) => {
  full("its password is made once and its data stay, whatever fails", async () => {
    const place = await promotable({
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
    expect(place.objects("staging", "persistentvolumeclaims")).toMatchObject([
      { metadata: { name: `data-${place.name}-redis-0` }, status: { phase: "Bound" } },
    ]);
    expect(place.objects("staging", "statefulsets")).toMatchObject([{ status: { readyReplicas: 1 } }]);
    expect(redis(place, "set", "note", "kept")).toBe("OK");
    const [started] = place
      .objects("staging", "pods")
      .filter(({ metadata }) => metadata.name === `${place.name}-redis-0`);
    await examine(place, helm);

    await place.release(crashing);
    expect(await promote()).toMatchObject({ outcome: "failed", rolledBackTo: version });
    const next = await place.release(`${redisServer}// next\n`);
    expect(await promote()).toMatchObject({ outcome: "healthy", version: next });
    expect(passwordOf(place)).toEqual(made);
    expect(redis(place, "get", "note")).toBe("kept");
    const [running] = place
      .objects("staging", "pods")
      .filter(({ metadata }) => metadata.name === `${place.name}-redis-0`);
    expect(running.metadata.uid).toBe(started.metadata.uid);
  });
});
