import { expect } from "vitest";
import { clusterProject } from "../../../testing/cluster/cluster-project.ts";
import { plainServer } from "../../../testing/fixtures/sample-projects.ts";
import { sandbox } from "../../../testing/sandbox/sandbox.ts";
import { tagsInRegistry } from "../../../testing/servers/published-artifacts.ts";
import { full } from "../../../testing/setup/short-run.ts";

full("a release whose chart is in a registry is promoted, and gone back to", async () => {
  const { registry } = sandbox();
  const charts = `oci://${registry}/team/charts`;
  const place = await clusterProject({ publish: { registry, charts } });
  const first = await place.release(plainServer);
  const promoted = await place.promote("--env", "staging");
  expect(promoted.result).toMatchObject({ outcome: "healthy", chart: { name: place.name, repository: charts } });
  const second = await place.release(`${plainServer}\n// again\n`);
  expect((await place.promote("--env", "staging")).result).toMatchObject({ outcome: "healthy", version: second });
  const rolledBack = await place.chatops("rollback", "--env", "staging", "--json", "--yes");
  expect(rolledBack.result).toMatchObject({ outcome: "healthy", version: first });
  expect(await tagsInRegistry(registry, `team/charts/${place.name}`)).toEqual([first, second]);
});
