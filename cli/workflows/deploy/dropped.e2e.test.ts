import { expect } from "vitest";
import {
  type ComposeProject,
  composeProject,
  crashingServer,
  healthyServer,
} from "../../../testing/docker/compose-project.ts";
import { docker } from "../../../testing/docker/docker.ts";
import { full } from "../../../testing/setup/short-run.ts";

const projectOf = ({ name }: ComposeProject) => `${name}-local`;

const lasting = { image: "node:24-slim", init: true, command: ["sleep", "600"] };

full("a version whose image cannot be pulled stops nothing", async () => {
  const place = composeProject();
  await place.release(healthyServer, { services: { old: lasting } });
  await place.deploy();
  const stateOf = () => docker("inspect", "--format", "{{.Id}} {{.State.StartedAt}}", `${projectOf(place)}-old-1`);
  const before = stateOf();
  await place.release(healthyServer, { services: { mistyped: { image: "localhost:9/no-such-image:1" } } });
  const ran = await place.deploy();
  expect(ran, ran.stdout).toMatchObject({ result: { aftermath: { did: "unchanged" } } });
  expect(stateOf()).toBe(before);
});

full("a rollback starts what the failed version dropped, with its volumes that have no name", async () => {
  const place = composeProject();
  await place.release(healthyServer, { services: { old: { ...lasting, volumes: ["/data"] } } });
  await place.deploy();
  docker("exec", `${projectOf(place)}-old-1`, "sh", "-c", "echo written > /data/file");
  await place.release(crashingServer("no"));
  const ran = await place.deploy();
  expect(ran, ran.stdout).toMatchObject({ exitCode: 21, result: { aftermath: { did: "rolledBack" } } });
  expect(docker("exec", `${projectOf(place)}-old-1`, "cat", "/data/file")).toBe("written");
});

full("a container name moves to another service, and back", async () => {
  const place = composeProject();
  const name = `${place.name}-worker`;
  const called = (service: string) => ({ services: { [service]: { ...lasting, container_name: name } } });
  const serviceOf = () => docker("inspect", "--format", '{{index .Config.Labels "com.docker.compose.service"}}', name);
  await place.release(healthyServer, called("old"));
  await place.deploy();
  await place.release(crashingServer("no"), called("new"));
  const failed = await place.deploy();
  expect(failed, failed.stdout).toMatchObject({ exitCode: 21, result: { aftermath: { did: "rolledBack" } } });
  expect(serviceOf()).toBe("old");
  await place.release(`${healthyServer}// second\n`, called("new"));
  const ran = await place.deploy();
  expect(ran, ran.stdout).toMatchObject({ exitCode: 0, result: { outcome: "healthy" } });
  expect(serviceOf()).toBe("new");
  expect(place.containers()).toHaveLength(2);
});
