import { expect, test } from "vitest";
import { clusterProject } from "../../../testing/cluster/cluster-project.ts";
import { composeProject, healthyServer } from "../../../testing/docker/compose-project.ts";
import { docker } from "../../../testing/docker/docker.ts";
import { read } from "../../../testing/fixtures/folder.ts";
import { plainServer } from "../../../testing/fixtures/sample-projects.ts";
import { sandbox } from "../../../testing/sandbox/sandbox.ts";
import { ownServers } from "../../../testing/servers/own-servers.ts";
import { imageInRegistry } from "../../../testing/servers/published-artifacts.ts";
import { full } from "../../../testing/setup/short-run.ts";

const own = ownServers();
/** Nodes pull from this one. */
const registryOfAll = () => sandbox().registry;
const inProduction = (name: string) => `${registryOfAll()}/production/${name}`;

test("a cluster that pulls from a registry of its own gets the image copied there, and runs that", async () => {
  const place = await clusterProject({ publish: { charts: own.charts, registry: registryOfAll() } });
  const config = JSON.parse(read(place.directory, "chatops.yaml"));
  config.environments.staging.image = inProduction(place.name);
  const version = await place.release(plainServer, { "chatops.yaml": config });
  const planned = await place.promote("--env", "staging", "--dry-run");
  expect(planned).toMatchObject({ exitCode: 0 });
  expect(await imageInRegistry(registryOfAll(), `production/${place.name}`, version)).toBeUndefined();

  const ran = await place.promote("--env", "staging");
  expect(ran, ran.stdout).toMatchObject({ exitCode: 0, result: { outcome: "healthy", version } });
  const released = await imageInRegistry(registryOfAll(), `team/${place.name}`, version);
  const copied = await imageInRegistry(registryOfAll(), `production/${place.name}`, version);
  expect(copied?.digest).toBe(released?.digest);
  const reference = `${inProduction(place.name)}:${version}@${released?.digest}`;
  expect(place.objects("staging", "pods").map(({ spec }) => spec.containers[0].image)).toEqual([reference]);
  expect(await place.promote("--env", "staging")).toMatchObject({ result: { outcome: "unchanged" } });
  const traced = await place.chatops("trace", version, "--env", "staging", "--json");
  expect(traced).toMatchObject({ exitCode: 0 });
});

full("so does an engine with Docker Compose; another image of that name is left alone", async () => {
  const publish = { registry: registryOfAll() };
  const local = { compose: {}, observe: "1s" };
  const place = composeProject({ remote: true, publish, environments: { local } });
  const config = JSON.parse(read(place.directory, "chatops.yaml"));
  const image = inProduction(place.name);
  place.commit({ "chatops.yaml": { ...config, environments: { local: { ...local, image } } } });
  const version = await place.release(healthyServer);
  const ran = await place.deploy();
  expect(ran, ran.stdout).toMatchObject({ exitCode: 0, result: { outcome: "healthy", version } });
  const [container = ""] = place.containers();
  expect(docker("inspect", "--format", "{{.Config.Image}}", container)).toMatch(`${image}:${version}@sha256:`);

  const next = await place.release(`${healthyServer}// next`);
  docker("tag", docker("inspect", "--format", "{{.Image}}", container), `${image}:${next}`);
  docker("push", "--quiet", `${image}:${next}`);
  const refused = await place.deploy();
  expect(refused).toMatchObject({ exitCode: 3 });
  expect(refused.stdout).toContain("is another image than the one that was released");
  expect(await place.runningAnswer()).toBe(version);
});
