import { join } from "node:path";
import { expect } from "vitest";
import { errorOf } from "../../../testing/chatops/built-chatops.ts";
import { type ClusterProject, clusterProject, sandboxCluster } from "../../../testing/cluster/cluster-project.ts";
import { helm, helmKilledOnce, helmThat } from "../../../testing/cluster/helm.ts";
import {
  expectSettled,
  historyOf,
  holderOf,
  promoteArguments,
  serversOf,
} from "../../../testing/cluster/promotion-checks.ts";
import { folder, read } from "../../../testing/fixtures/folder.ts";
import { plainServer } from "../../../testing/fixtures/sample-projects.ts";
import { sandbox } from "../../../testing/sandbox/sandbox.ts";
import { ownServers } from "../../../testing/servers/own-servers.ts";
import { full } from "../../../testing/setup/short-run.ts";

const own = ownServers();
const crashing = `throw new Error("DATABASE_URL is not set");\n`;
const place = () => clusterProject({ publish: { charts: own.charts, registry: sandbox().registry } });
const withHelm = ({ namespaces }: ClusterProject, ...args: string[]) =>
  helm(4, ...args, "--namespace", namespaces.staging, "--kubeconfig", sandboxCluster().kubeconfig);

full("what Helm alone had installed runs again where the first promotion fails", async () => {
  const shop = await place();
  const version = await shop.release(plainServer);
  const chart = `${own.charts}/charts/${shop.name}-${version}.tgz`;
  await withHelm(shop, "install", shop.name, chart, "--wait");
  await shop.release(crashing);
  const ran = await shop.promote("--env", "staging");
  const result = {
    outcome: "failed",
    aftermath: { did: "rolledBack", version: `${shop.name}-${version}` },
    verdict: { reason: "start" },
  };
  expect(ran, ran.stdout).toMatchObject({ exitCode: 21, result });
  expect(shop.revisions("staging").at(-1)).toMatchObject({ status: "deployed", chart: `${shop.name}-${version}` });
  const [pod] = serversOf(shop);
  expect(pod.spec.containers[0].image).toContain(`:${version}@`);
  expect(pod.status.containerStatuses[0].ready).toBe(true);
});

full("it goes back although this machine takes no evidence", async () => {
  const shop = await place();
  const good = await shop.release(plainServer);
  expect((await shop.promote("--env", "staging")).exitCode).toBe(0);
  const bad = await shop.release(crashing);
  const env = { XDG_STATE_HOME: join(folder({ file: "" }), "file") };
  const ran = await shop.user.run(promoteArguments(), { cwd: shop.directory, env });
  expect(ran, ran.stdout).toMatchObject({
    exitCode: 21,
    result: { version: bad, aftermath: { did: "rolledBack", version: good } },
  });
  expect(ran.result.evidence).toBeUndefined();
  expect(ran.events).toContainEqual(
    expect.objectContaining({ type: "warning", text: expect.stringMatching(/^The evidence cannot be kept: .*file/) }),
  );
  expectSettled(shop, good, "without evidence");
});

full("it goes back although the Helm that reads what it goes back to is killed", async () => {
  const shop = await place();
  const good = await shop.release(plainServer);
  expect((await shop.promote("--env", "staging")).exitCode).toBe(0);
  const bad = await shop.release(crashing);
  const ran = await shop.user.run(promoteArguments(), { cwd: shop.directory, env: helmKilledOnce("get") });
  expect(ran, ran.stdout).toMatchObject({
    exitCode: 21,
    result: { version: bad, aftermath: { did: "rolledBack", version: good } },
  });
  expectSettled(shop, good, "with a killed Helm");
});

full(
  "it goes back although the history cannot be written any more, and the next promotion is refused until it can",
  async () => {
    const shop = await place();
    const good = await shop.release(plainServer);
    expect((await shop.promote("--env", "staging")).exitCode).toBe(0);
    const bad = await shop.release(crashing);
    const patch = `patch configmap chatops-${shop.name} --patch '{"immutable": true}'`;
    const env = helmThat(4, `${sandboxCluster().kubectl} --namespace ${shop.namespaces.staging} ${patch} >&2`);
    const ran = await shop.user.run(promoteArguments(), { cwd: shop.directory, env });
    const result = { version: bad, aftermath: { did: "rolledBack", version: good }, verdict: { reason: "start" } };
    expect(ran, ran.stdout).toMatchObject({ exitCode: 21, result });
    const text = expect.stringMatching(/^The history of this environment cannot be written: .*immutable/s);
    expect(ran.events).toContainEqual(expect.objectContaining({ type: "warning", text }));
    expect(historyOf(shop).map(({ outcome }) => outcome)).toEqual(["healthy", "begun"]);
    const [pod] = serversOf(shop);
    expect(pod.spec.containers[0].image).toContain(`:${good}@`);

    const next = await shop.release(`${plainServer}// next\n`);
    const refused = await shop.promote("--env", "staging");
    expect(refused, refused.stdout).toMatchObject({ exitCode: 3 });
    expect(errorOf(refused)?.message).toMatch(/^cannot write the history/);
    expect(serversOf(shop).map(({ metadata }) => metadata.uid)).toEqual([pod.metadata.uid]);
    shop.kubectl("staging", "delete", "configmap", `chatops-${shop.name}`);
    expect((await shop.promote("--env", "staging")).exitCode).toBe(0);
    expectSettled(shop, next, "with a new history");
  },
);

full("what somebody uninstalled since is nothing to go back to, whatever the history says", async () => {
  const shop = await place();
  await shop.release(plainServer);
  expect((await shop.promote("--env", "staging")).exitCode).toBe(0);
  await withHelm(shop, "uninstall", shop.name, "--wait");
  await shop.release(crashing);
  const ran = await shop.promote("--env", "staging");
  expect(ran, ran.stdout).toMatchObject({ exitCode: 21, result: { outcome: "failed" } });
  expect(ran.result.aftermath.did).not.toBe("rolledBack");
  expect(shop.objects("staging", "deployments")).toEqual([]);
});

full("what somebody went back to by hand runs again, not what they took away", async () => {
  const shop = await place();
  const first = await shop.release(plainServer);
  expect((await shop.promote("--env", "staging")).exitCode).toBe(0);
  await shop.release(`${plainServer}// second\n`);
  expect((await shop.promote("--env", "staging")).exitCode).toBe(0);
  await withHelm(shop, "rollback", shop.name, "1", "--wait");
  await shop.release(crashing);
  const ran = await shop.promote("--env", "staging");
  expect(ran, ran.stdout).toMatchObject({ exitCode: 21, result: { aftermath: { did: "rolledBack", version: first } } });
  expectSettled(shop, first, "by hand");
});

full("what Kubernetes was told to run again past Helm runs again, and what it undid waits to be named", async () => {
  const shop = await place();
  const first = await shop.release(plainServer);
  expect((await shop.promote("--env", "staging")).exitCode).toBe(0);
  const undone = await shop.release(`${plainServer}// second\n`);
  expect((await shop.promote("--env", "staging")).exitCode).toBe(0);
  shop.kubectl("staging", "rollout", "undo", `deployment/${shop.name}`);
  shop.kubectl("staging", "rollout", "status", `deployment/${shop.name}`);
  const refused = await shop.promote("--env", "staging");
  expect(errorOf(refused)?.message, refused.stdout).toContain(`somebody rolled ${undone} back to ${first} in staging`);
  await shop.release(crashing);
  const ran = await shop.promote("--env", "staging");
  expect(ran, ran.stdout).toMatchObject({ exitCode: 21, result: { aftermath: { did: "rolledBack", version: first } } });
  expectSettled(shop, first, "undone");
});

// That a Secret is missing is certain only once the kubelet has looked again.
full("where going back fails too, both causes are told", async () => {
  const shop = await place();
  const values = "chart/values.yaml";
  const before = read(shop.directory, values);
  shop.kubectl("staging", "create", "secret", "generic", "settings", "--from-literal=MODE=quiet");
  const good = await shop.release(plainServer, {
    [values]: before.replace(/^envFromSecrets: .*/m, "envFromSecrets: [settings]"),
  });
  expect((await shop.promote("--env", "staging")).exitCode).toBe(0);
  const bad = await shop.release(crashing, { [values]: before });
  // Whoever deletes it harms nobody, before a pod starts again.
  shop.kubectl("staging", "delete", "secret", "settings");
  shop.kubectl("staging", "delete", "pods", "--all");
  const ran = await shop.promote("--env", "staging");
  expect(ran.exitCode, ran.stdout).toBe(40);
  const { message, details = [] } = errorOf(ran) ?? expect.fail(ran.stdout);
  expect(message).toMatch(
    new RegExp(
      `^${bad} failed, and rolling back to ${good} failed too: \\S+ needs the Secret settings, which does not exist$`,
    ),
  );
  expect(details.join("\n")).toMatch(/secret "settings" not found/);
  expect(details.join("\n")).toMatch(new RegExp(`^${bad} itself: .* exits with code 1$`, "m"));
  expect(details).toContain("Error: DATABASE_URL is not set");
  expect(holderOf(shop)).toBe("");
  expect(historyOf(shop).map(({ version, outcome }) => [version, outcome])).toEqual([
    [good, "healthy"],
    [bad, "failed"],
    [good, "failed"],
  ]);
});
