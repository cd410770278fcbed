import { expect, test } from "vitest";
import { clusterProject } from "../../../testing/cluster/cluster-project.ts";
import { composeProject, withLocal } from "../../../testing/docker/compose-project.ts";
import { read } from "../../../testing/fixtures/folder.ts";
import { sandbox } from "../../../testing/sandbox/sandbox.ts";
import { closedPort } from "../../../testing/servers/http-server.ts";
import { ownServers } from "../../../testing/servers/own-servers.ts";

const own = ownServers();

test("what a project on Compose needs is there, and what it does not need is said", async () => {
  const place = composeProject();
  place.commit({ "chatops.yaml": withLocal(place.name) });
  const { stdout, exitCode } = await place.chatops("doctor");
  expect(exitCode, stdout).toBe(0);
  expect(stdout).toMatch(/^✔ Git +Robot <robot@example.com>$/m);
  for (const part of ["Docker engine", "docker buildx", "docker compose"])
    expect(stdout).toMatch(new RegExp(`^✔ ${part} +\\d+\\.\\d+`, "m"));
  for (const part of ["Git remote", "registry", "chart repository", "Helm"])
    expect(stdout).toMatch(new RegExp(`^- ${part} +not needed$`, "m"));
  expect(stdout).toMatch(/^✔ environment local +Compose project \S+: empty$/m);
});

test("in a cluster too; each part that is missing is named with the way to mend it", async () => {
  const place = await clusterProject({ publish: { charts: own.charts, registry: sandbox().registry } });
  const well = await place.chatops("doctor", "--json");
  expect(well.exitCode, well.stdout).toBe(0);
  const { checks } = JSON.parse(well.stdout);
  const others = checks.filter(({ state }: { state: string }) => state !== "well");
  expect(others).toMatchObject([{ part: "signing key", state: "not needed" }]);

  const config = JSON.parse(read(place.directory, "chatops.yaml"));
  const closed = await closedPort();
  config.chart = { repository: `http://${closed}` };
  config.environments.prod.kubernetes.context = "nowhere";
  place.commit({ "chatops.yaml": config });
  const sick = await place.chatops("doctor", "--json");
  expect(sick.exitCode, sick.stdout).toBe(3);
  const failed = JSON.parse(sick.stdout).checks.filter(({ state }: { state: string }) => state === "failed");
  expect(failed).toMatchObject([
    { part: "chart repository", note: expect.stringContaining(String(closed)), fix: expect.any(String) },
    { part: "environment prod", note: expect.stringContaining("nowhere"), fix: expect.any(String) },
  ]);
});
