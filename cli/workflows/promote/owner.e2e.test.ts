import { expect } from "vitest";
import { errorOf } from "../../../testing/chatops/built-chatops.ts";
import { type ClusterProject, clusterProject, sandboxCluster } from "../../../testing/cluster/cluster-project.ts";
import { helm } from "../../../testing/cluster/helm.ts";
import { historyOf, promoteArguments } from "../../../testing/cluster/promotion-checks.ts";
import { plainServer } from "../../../testing/fixtures/sample-projects.ts";
import { git } from "../../../testing/git/repository.ts";
import { sandbox } from "../../../testing/sandbox/sandbox.ts";
import { ownServers } from "../../../testing/servers/own-servers.ts";
import { full } from "../../../testing/setup/short-run.ts";

const own = ownServers();
const place = () => clusterProject({ publish: { charts: own.charts, registry: sandbox().registry } });

/** Another repository that calls itself the same. */
function namesake(shop: ClusterProject) {
  const directory = `${shop.directory}-other`;
  git(shop.directory, "clone", "--quiet", "--bare", shop.remote ?? "", `${directory}.git`);
  git(shop.directory, "clone", "--quiet", `${directory}.git`, directory);
  return (...args: string[]) => shop.user.run(args, { cwd: directory });
}

full("what another repository promoted is taken over only if somebody says so", async () => {
  const shop = await place();
  await shop.release(plainServer);
  expect((await shop.promote("--env", "staging")).exitCode).toBe(0);
  const before = shop.revisions("staging");
  const other = namesake(shop);
  for (const more of [[], ["--dry-run"], ["--no-rollback"]]) {
    const ran = await other(...promoteArguments(...more));
    expect(ran.exitCode, ran.stdout).toBe(3);
    expect(errorOf(ran)?.message).toBe(
      `the Helm release ${shop.name} in namespace ${shop.namespaces.staging} is of another repository, ${shop.remote?.replace(/\.git$/, "")}`,
    );
    expect(errorOf(ran)?.hint).toContain("--adopt");
  }
  expect(shop.revisions("staging")).toEqual(before);
  expect(historyOf(shop)).toHaveLength(1);

  const adopted = await other(...promoteArguments("--adopt"));
  expect(adopted, adopted.stdout).toMatchObject({ exitCode: 0 });
  expect((await other(...promoteArguments())).exitCode).toBe(0);
  expect((await shop.promote("--env", "staging")).exitCode).toBe(3);
});

full("what Helm alone installed is ours if its chart has our name", async () => {
  const shop = await place();
  const version = await shop.release(plainServer);
  const chart = `${own.charts}/charts/${shop.name}-${version}.tgz`;
  const where = ["--namespace", shop.namespaces.staging, "--kubeconfig", sandboxCluster().kubeconfig];
  const folder = `${shop.directory}-redis`;
  await helm(4, "create", folder);
  await helm(4, "install", shop.name, folder, ...where);
  const refused = await shop.promote("--env", "staging");
  expect(refused.exitCode, refused.stdout).toBe(3);
  expect(errorOf(refused)?.message).toContain(`was installed with the chart ${shop.name}-redis`);
  await helm(4, "uninstall", shop.name, ...where, "--wait");
  await helm(4, "install", shop.name, chart, ...where);
  expect((await shop.promote("--env", "staging")).exitCode).toBe(0);
});
