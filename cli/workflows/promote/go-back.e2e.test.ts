import { join } from "node:path";
import { expect, test } from "vitest";
import { errorOf } from "../../testing/chatops.ts";
import { folder, read } from "../../testing/folders.ts";
import { helm, helmKilledOnce, helmThat } from "../../testing/helm.ts";
import { ownServers, sandbox } from "../../testing/parts.ts";
import { isFull } from "../../testing/projects.ts";
import { cluster, type Promotable, promotable } from "../../testing/promotables.ts";
import { expectSettled, historyOf, holderOf, promotion, serversOf } from "../../testing/promotions.ts";
import { server } from "../../testing/samples.ts";

const own = ownServers();
const full = isFull ? test : test.skip;
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
    expect.objectContaining({ type: "warning", text: expect.stringMatching(/^The evidence cannot be kept: .*file/) }),
  );
  expectSettled(shop, good, "without evidence");
});

test("it goes back although the Helm that reads what it goes back to is killed", async () => {
  const shop = await place();
  const good = await shop.release(server);
  expect((await shop.promote("--env", "staging")).exitCode).toBe(0);
  const bad = await shop.release(crashing);
  const ran = await shop.user.run(promotion(), { cwd: shop.directory, env: helmKilledOnce("get") });
  expect(ran, ran.stdout).toMatchObject({ exitCode: 21, result: { version: bad, rolledBackTo: good } });
  expectSettled(shop, good, "with a killed Helm");
});

test("it goes back although the history cannot be written any more, and the next promotion is refused until it can", async () => {
  const shop = await place();
  const good = await shop.release(server);
  expect((await shop.promote("--env", "staging")).exitCode).toBe(0);
  const bad = await shop.release(crashing);
  const patch = `patch configmap chatops-${shop.name} --patch '{"immutable": true}'`;
  const env = helmThat(4, `${cluster().kubectl} --namespace ${shop.namespaces.staging} ${patch} >&2`);
  const ran = await shop.user.run(promotion(), { cwd: shop.directory, env });
  const result = { version: bad, aftermath: "rolledBack", rolledBackTo: good, verdict: { reason: "start" } };
  expect(ran, ran.stdout).toMatchObject({ exitCode: 21, result });
  const text = expect.stringMatching(/^The history of this environment cannot be written: .*immutable/s);
  expect(ran.events).toContainEqual(expect.objectContaining({ type: "warning", text }));
  expect(historyOf(shop).map(({ outcome }) => outcome)).toEqual(["healthy", "begun"]);
  const [pod] = serversOf(shop);
  expect(pod.spec.containers[0].image).toContain(`:${good}@`);

  const next = await shop.release(`${server}// next\n`);
  const refused = await shop.promote("--env", "staging");
  expect(refused, refused.stdout).toMatchObject({ exitCode: 3 });
  expect(errorOf(refused)?.message).toMatch(/^cannot write the history/);
  expect(serversOf(shop).map(({ metadata }) => metadata.uid)).toEqual([pod.metadata.uid]);
  shop.kubectl("staging", "delete", "configmap", `chatops-${shop.name}`);
  expect((await shop.promote("--env", "staging")).exitCode).toBe(0);
  expectSettled(shop, next, "with a new history");
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

test("what somebody went back to by hand runs again, not what they took away", async () => {
  const shop = await place();
  const first = await shop.release(server);
  expect((await shop.promote("--env", "staging")).exitCode).toBe(0);
  await shop.release(`${server}// second\n`);
  expect((await shop.promote("--env", "staging")).exitCode).toBe(0);
  await withHelm(shop, "rollback", shop.name, "1", "--wait");
  await shop.release(crashing);
  const ran = await shop.promote("--env", "staging");
  expect(ran, ran.stdout).toMatchObject({ exitCode: 21, result: { rolledBackTo: first } });
  expectSettled(shop, first, "by hand");
});

// That a Secret is missing is certain only once the kubelet has looked again.
full("where going back fails too, both causes are told", async () => {
  const shop = await place();
  const values = "chart/values.yaml";
  const before = read(shop.directory, values);
  shop.kubectl("staging", "create", "secret", "generic", "settings", "--from-literal=MODE=quiet");
  const good = await shop.release(server, {
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
      `^${bad} failed, and going back to ${good} failed too: \\S+ needs the Secret settings, which does not exist$`,
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
