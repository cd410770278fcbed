import { expect, onTestFinished, test } from "vitest";
import { connected, limitedUser, ownNamespace, type Rule } from "../../testing/clusters.ts";
import { ownServers, sandbox } from "../../testing/parts.ts";
import { isFull } from "../../testing/projects.ts";
import { cluster, kubectl, type Promotable, promotable } from "../../testing/promotables.ts";
import { expectRefused, written } from "../../testing/refusals.ts";
import { server } from "../../testing/samples.ts";

const own = ownServers();
const publish = () => ({ charts: own.charts, registry: sandbox().registry });

/** Verbs by resource. */
type Rights = Record<string, string[]>;

const groups: Record<string, string> = {
  deployments: "apps",
  replicasets: "apps",
  poddisruptionbudgets: "policy",
  leases: "coordination.k8s.io",
};
const change = ["get", "list", "create", "update", "patch", "delete"];

/** What a promotion needs, and no more: it may neither watch nor see events. */
const enough: Rights = {
  configmaps: ["get", "create", "update"],
  secrets: change,
  services: change,
  serviceaccounts: change,
  poddisruptionbudgets: change,
  deployments: change,
  replicasets: ["list"],
  pods: ["list"],
  leases: ["get", "create", "update"],
};

const rulesOf = (rights: Rights): Rule[] =>
  Object.entries(rights).map(([resource, verbs]) => ({
    apiGroups: [groups[resource] ?? ""],
    resources: [resource],
    verbs,
  }));

function without(resource: string, verb?: string): Rights {
  const { [resource]: verbs = [], ...others } = enough;
  return verb ? { ...others, [resource]: verbs.filter((each) => each !== verb) } : others;
}

const userOf = async (place: Promotable, rights: Rights) =>
  limitedUser(await connected(cluster().kubeconfig, { namespace: place.namespaces.staging }), rulesOf(rights));

const lacking: [rights: Rights, says: RegExp][] = [
  [without("secrets"), /missing: list secrets\n/],
  [without("secrets", "create"), /namespace \S+-staging\nmissing: create secrets$/],
  [without("leases"), /missing: get leases\.coordination\.k8s\.io\n/],
  [without("deployments", "patch"), /namespace \S+-staging\nmissing: patch deployments\.apps$/],
  [without("services"), /missing: create services/],
  [without("poddisruptionbudgets", "patch"), /namespace \S+-staging\nmissing: patch poddisruptionbudgets\.policy$/],
];

test("who lacks a right is told which, and nothing is written; who may neither watch nor see events promotes", async () => {
  const place = await promotable({ publish: publish() });
  const version = await place.release(server);
  const before = written(place, "staging");
  for (const [rights, says] of lacking) {
    const ran = await place.promote("--env", "staging", "--kubeconfig", await userOf(place, rights));
    expectRefused(ran, { says, hint: new RegExp(`Ask for a Role .* in namespace ${place.namespaces.staging}`) });
  }
  expect(written(place, "staging")).toEqual(before);
  const kubeconfig = await userOf(place, enough);
  const promote = () => place.promote("--env", "staging", "--kubeconfig", kubeconfig);
  const ran = await promote();
  expect(ran, ran.stdout).toMatchObject({ exitCode: 0, result: { outcome: "healthy", version, revision: 1 } });
  expect(ran.result.warnings).toContain("events may not be listed here: causes that only they show stay unknown");

  const next = await place.release(server);
  const upgraded = await promote();
  expect(upgraded, upgraded.stdout).toMatchObject({
    exitCode: 0,
    result: { outcome: "healthy", version: next, revision: 2 },
  });
  const again = await promote();
  expect(again, again.stdout).toMatchObject({ exitCode: 0, result: { outcome: "unchanged", version: next } });
});

(isFull ? test : test.skip)("a namespace that is absent, and may not be made, is named", async () => {
  const place = await promotable({ publish: publish(), hasNamespaces: false });
  const version = await place.release(server);
  const { staging } = place.namespaces;
  const elsewhere = await ownNamespace();
  const kubeconfig = await limitedUser(elsewhere, rulesOf(enough));
  const promote = () => place.promote("--env", "staging", "--kubeconfig", kubeconfig);
  expectRefused(await promote(), { says: new RegExp(`in namespace ${staging}`), hint: /Ask for a Role/ });

  const reader = `${place.name}-reads-namespaces`;
  onTestFinished(() => void kubectl("delete", "clusterrole,clusterrolebinding", reader, "--ignore-not-found"));
  kubectl("create", "clusterrole", reader, "--verb=get", "--resource=namespaces");
  kubectl(
    "create",
    "clusterrolebinding",
    reader,
    `--clusterrole=${reader}`,
    `--group=system:serviceaccounts:${elsewhere.namespace}`,
  );
  const ran = await promote();
  expect(ran.exitCode).toBe(3);
  expect(ran.stdout).toMatch(
    new RegExp(`cannot create the namespace ${staging}: \\S+ may not create namespaces in the whole cluster`),
  );
  expect(() => kubectl("get", "namespace", staging)).toThrow(/not found/);
  expect((await place.promote("--env", "staging")).result).toMatchObject({ outcome: "healthy", version });
});
