import { rmSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { errorOf } from "../../../testing/chatops/built-chatops.ts";
import { clusterProject } from "../../../testing/cluster/cluster-project.ts";
import { nameForNodes, portOf } from "../../../testing/cluster/node-registries.ts";
import { expectSettled } from "../../../testing/cluster/promotion-checks.ts";
import { expectRefused, written } from "../../../testing/cluster/refusals.ts";
import { read } from "../../../testing/fixtures/folder.ts";
import { plainServer } from "../../../testing/fixtures/sample-projects.ts";
import { sandbox } from "../../../testing/sandbox/sandbox.ts";
import { ownServers } from "../../../testing/servers/own-servers.ts";
import { imageInRegistry } from "../../../testing/servers/published-artifacts.ts";
import { switchBefore } from "../../../testing/servers/switch.ts";
import { full } from "../../../testing/setup/short-run.ts";

const own = ownServers();

full("artifacts that were deleted or replaced are named; a registry that is off is a warning", async () => {
  const power = await switchBefore(sandbox().registry);
  nameForNodes(power.address);
  const place = await clusterProject({ publish: { charts: own.charts, registry: power.address } });
  const version = await place.release(plainServer);
  const promote = () => place.promote("--env", "staging");
  const before = written(place, "staging");

  const chart = `${own.charts}/charts/${place.name}-${version}.tgz`;
  const packaged = Buffer.from(await (await fetch(chart)).arrayBuffer());
  const remove = () => fetch(`${own.charts}/api/charts/${place.name}/${version}`, { method: "DELETE" });
  const upload = (body: Buffer) => fetch(`${own.charts}/api/charts`, { method: "POST", body: new Uint8Array(body) });
  await remove();
  expectRefused(await promote(), {
    says: new RegExp(`^${own.charts} does not have the chart ${place.name} ${version}\nreleased: sha256:`),
    hint: /Release a new version/,
  });
  // Another time in the header of the archive: the same contents, and other bytes.
  const other = Buffer.from(packaged);
  other.writeUInt32LE(1, 4);
  await upload(other);
  expectRefused(await promote(), {
    says: new RegExp(
      `^${own.charts} has another chart as ${place.name} ${version} than .*\nreleased: sha256:.*\nfound: {4}sha256:`,
    ),
    hint: /Release a new version/,
  });
  await remove();
  await upload(packaged);

  const { digest = "" } = (await imageInRegistry(sandbox().registry, `team/${place.name}`, version)) ?? {};
  const manifest = `http://${sandbox().registry}/v2/team/${place.name}/manifests`;
  const accept = {
    accept: "application/vnd.docker.distribution.manifest.v2+json, application/vnd.oci.image.manifest.v1+json",
  };
  const saved = await fetch(`${manifest}/${digest}`, { headers: accept });
  const bytes = new Uint8Array(await saved.arrayBuffer());
  await fetch(`${manifest}/${digest}`, { method: "DELETE" });
  expectRefused(await promote(), {
    says: new RegExp(
      `^the registry ${power.address} does not have ${digest}\nreleased: ${power.address}/team/${place.name}:${version}@`,
    ),
    hint: /Release a new version/,
  });
  await fetch(`${manifest}/${version}`, {
    method: "PUT",
    body: bytes,
    headers: { "content-type": saved.headers.get("content-type") ?? "" },
  });

  expect(written(place, "staging")).toEqual(before);
  await power.off();
  const ran = await promote();
  expect(ran, ran.stdout).toMatchObject({ exitCode: 0, result: { outcome: "healthy", version, revision: 1 } });
  expect(errorOf(ran)).toBeUndefined();
  expect(ran.events).toContainEqual(
    expect.objectContaining({
      type: "warning",
      text: expect.stringMatching(new RegExp(`^the registry ${power.address} does not answer`)),
    }),
  );
});

full(
  "a registry that takes the connection and never answers keeps nobody from promoting what the nodes can pull",
  async () => {
    const { address, silence } = await switchBefore(sandbox().registry);
    nameForNodes(address);
    const place = await clusterProject({ publish: { charts: own.charts, registry: address } });
    const version = await place.release(plainServer);
    silence();
    const ran = await place.promote("--env", "staging");
    expect(ran, ran.stdout).toMatchObject({ exitCode: 0, result: { outcome: "healthy", version, revision: 1 } });
    const text = expect.stringMatching(new RegExp(`^the registry ${address} does not answer`));
    expect(ran.events).toContainEqual(expect.objectContaining({ type: "warning", text }));
  },
);

test("a release that no cluster can take is refused with what it lacks", async () => {
  const place = await clusterProject({ publish: { charts: own.charts, registry: sandbox().registry } });
  const { image: _, ...withoutImage } = JSON.parse(read(place.directory, "chatops.yaml"));
  const withImage = read(place.directory, "chatops.yaml");
  const nowhere = await place.release(plainServer, { "chatops.yaml": withoutImage });
  rmSync(join(place.directory, "chart"), { recursive: true });
  const withoutChart = await place.release(plainServer, { "chatops.yaml": withImage });
  const before = written(place, "staging");
  const promote = (version: string) => place.promote("--env", "staging", version);
  expectRefused(await promote(nowhere), {
    says: new RegExp(`^the image of ${nowhere} was never pushed, so no cluster can pull it$`),
    hint: /Set `image` in chatops\.yaml .* release again/,
  });
  expectRefused(await promote(withoutChart), {
    says: new RegExp(`^${withoutChart} was released without a chart$`),
    hint: /`chatops import` writes one/,
  });
  expectRefused(await promote("9.9.9"), {
    says: /^there is no release 9\.9\.9$/,
    hint: new RegExp(`The newest are: ${withoutChart}, ${nowhere}\\.`),
  });
  expect(written(place, "staging")).toEqual(before);
});

full(
  "a registry that is gone for the nodes too is named once the time is up, and the version before goes on",
  async () => {
    const power = await switchBefore(sandbox().registry);
    nameForNodes(power.address, portOf(power.address));
    const place = await clusterProject({ publish: { charts: own.charts, registry: power.address } });
    const good = await place.release(plainServer);
    expect((await place.promote("--env", "staging")).result).toMatchObject({ outcome: "healthy", version: good });
    const bad = await place.release(`${plainServer}// next\n`);
    await power.off();
    const ran = await place.promote("--env", "staging", "--timeout", "20s");
    const verdict = { code: "image.unreachable", reason: "image" };
    expect(ran, ran.stdout).toMatchObject({
      exitCode: 20,
      result: { outcome: "failed", version: bad, aftermath: { did: "rolledBack", version: good }, verdict },
    });
    expect(ran.result.verdict.cause).toContain(power.address);
    expect(ran.result.verdict.evidence.join("\n")).toMatch(/connection refused/);
    expectSettled(place, good, "without a registry");

    await power.on();
    const again = await place.promote("--env", "staging");
    expect(again, again.stdout).toMatchObject({ exitCode: 0, result: { outcome: "healthy", version: bad } });
  },
);
