import { join } from "node:path";
import { expect, test } from "vitest";
import { folder } from "../../testing/folders.ts";
import { helm } from "../../testing/helm.ts";
import { ownServers, sandbox } from "../../testing/parts.ts";
import { cluster, type Promotable, promotable } from "../../testing/promotables.ts";
import { expectSettled, promotion, serversOf } from "../../testing/promotions.ts";
import { server } from "../../testing/samples.ts";

const own = ownServers();
const crashing = `throw new Error("DATABASE_URL is not set");\n`;
const place = () => promotable({ publish: { charts: own.charts, registry: sandbox().registry } });
const withHelm = ({ namespaces }: Promotable, ...args: string[]) =>
  helm(4, ...args, "--namespace", namespaces.staging, "--kubeconfig", cluster().kubeconfig);

test("what Helm alone had installed runs again where the first promotion fails", async () => {
  const shop = await place();
  const version = await shop.release(server);
  const chart = `${own.charts}/charts/${shop.name}-${version}.tgz`;
  await withHelm(shop, "install", shop.name, chart, "--wait");
  await shop.release(crashing);
  const ran = await shop.promote("--env", "staging");
  const result = { outcome: "failed", rolledBackTo: `${shop.name}-${version}`, verdict: { reason: "start" } };
  expect(ran, ran.stdout).toMatchObject({ exitCode: 21, result });
  expect(shop.revisions("staging").at(-1)).toMatchObject({ status: "deployed", chart: `${shop.name}-${version}` });
  const [pod] = serversOf(shop);
  expect(pod.spec.containers[0].image).toContain(`:${version}@`);
  expect(pod.status.containerStatuses[0].ready).toBe(true);
});

test("it goes back although this machine takes no evidence", async () => {
  const shop = await place();
  const good = await shop.release(server);
  expect((await shop.promote("--env", "staging")).exitCode).toBe(0);
  const bad = await shop.release(crashing);
  const env = { XDG_STATE_HOME: join(folder({ file: "" }), "file") };
  const ran = await shop.user.run(promotion(), { cwd: shop.directory, env });
  expect(ran, ran.stdout).toMatchObject({ exitCode: 21, result: { version: bad, rolledBackTo: good } });
  expect(ran.result.evidence).toBeUndefined();
  expect(ran.events).toContainEqual(
    expect.objectContaining({ type: "warning", text: expect.stringMatching(/^The evidence cannot be kept: ENOTDIR/) }),
  );
  expectSettled(shop, good, "without evidence");
});

test("what somebody uninstalled since is nothing to go back to, whatever the history says", async () => {
  const shop = await place();
  await shop.release(server);
  expect((await shop.promote("--env", "staging")).exitCode).toBe(0);
  await withHelm(shop, "uninstall", shop.name, "--wait");
  await shop.release(crashing);
  const ran = await shop.promote("--env", "staging");
  expect(ran, ran.stdout).toMatchObject({ exitCode: 21, result: { outcome: "failed" } });
  expect(ran.result.rolledBackTo).toBeUndefined();
  expect(shop.objects("staging", "deployments")).toEqual([]);
});
