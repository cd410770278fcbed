import { expect, onTestFinished } from "vitest";
import {
  type ClusterProject,
  clusterProject,
  kubectl,
  sandboxCluster,
} from "../../../testing/cluster/cluster-project.ts";
import { helmMajors } from "../../../testing/cluster/helm.ts";
import { connected, limitedUser, ownNamespace, type Rule } from "../../../testing/cluster/namespaces.ts";
import { expectRefused, written } from "../../../testing/cluster/refusals.ts";
import { plainServer } from "../../../testing/fixtures/sample-projects.ts";
import { sandbox } from "../../../testing/sandbox/sandbox.ts";
import { ownServers } from "../../../testing/servers/own-servers.ts";
import { full } from "../../../testing/setup/short-run.ts";

const own = ownServers();
const publish = () => ({ charts: own.charts, registry: sandbox().registry });

const crashing = `throw new Error("DATABASE_URL is not set");\n`;

const statefulSet = `apiVersion: apps/v1
kind: StatefulSet
metadata: { name: set }
spec:
  replicas: 0
  serviceName: set
  selector: { matchLabels: { app: set } }
  template:
    metadata: { labels: { app: set } }
    spec: { containers: [{ name: set, image: "{{ .Values.image.repository }}@{{ .Values.image.digest }}" }] }
`;

/** Verbs by resource. */
type Rights = Record<string, string[]>;

const groups: Record<string, string> = {
  deployments: "apps",
  statefulsets: "apps",
  poddisruptionbudgets: "policy",
  leases: "coordination.k8s.io",
};
const apply = ["get", "create", "patch"];

/** What docs/promote.md says that a promotion needs, and no more: it may neither watch nor see events and logs. */
const enough: Rights = {
  configmaps: ["get", "create", "update"],
  secrets: ["get", "list", "create", "update", "delete"],
  pods: ["list"],
  deployments: [...apply, "list"],
  leases: ["get", "create", "update"],
  services: apply,
  serviceaccounts: apply,
  poddisruptionbudgets: apply,
};

/** And what it needs besides as long as nothing ran there before. */
const enoughAtFirst: Rights = Object.fromEntries(
  Object.entries(enough).map(([resource, verbs]) => [resource, verbs.includes("patch") ? [...verbs, "delete"] : verbs]),
);

const rulesOf = (rights: Rights): Rule[] =>
  Object.entries(rights).map(([resource, verbs]) => ({
    apiGroups: [groups[resource] ?? ""],
    resources: [resource],
    verbs,
  }));

function without(resource: string, verb?: string): Rights {
  const { [resource]: verbs = [], ...others } = enoughAtFirst;
  return verb ? { ...others, [resource]: verbs.filter((each) => each !== verb) } : others;
}

const userOf = async (place: ClusterProject, rights: Rights) =>
  limitedUser(await connected(sandboxCluster().kubeconfig, { namespace: place.namespaces.staging }), rulesOf(rights));

const lacking: [rights: Rights, says: RegExp][] = [
  [without("secrets"), /missing: list secrets\n/],
  [without("secrets", "create"), /namespace \S+-staging\nmissing: create secrets$/],
  [without("leases"), /missing: get leases\.coordination\.k8s\.io\n/],
  [without("deployments", "patch"), /namespace \S+-staging\nmissing: patch deployments\.apps$/],
  [without("services"), /missing: create services/],
  [without("services", "delete"), /namespace \S+-staging\nmissing: delete services$/],
  [without("poddisruptionbudgets", "patch"), /namespace \S+-staging\nmissing: patch poddisruptionbudgets\.policy$/],
];

full("who lacks a right is told which, and nothing is written", async () => {
  const place = await clusterProject({ publish: publish() });
  await place.release(plainServer);
  const before = written(place, "staging");
  for (const [rights, says] of lacking) {
    const ran = await place.promote("--env", "staging", "--kubeconfig", await userOf(place, rights));
    expectRefused(ran, { says, hint: new RegExp(`Ask for a Role .* in namespace ${place.namespaces.staging}`) });
  }
  await place.release(plainServer, { "chart/templates/set.yaml": statefulSet });
  const withSets = { ...enoughAtFirst, statefulsets: [...apply, "list", "delete"] };
  const ran = await place.promote("--env", "staging", "--kubeconfig", await userOf(place, withSets));
  expectRefused(ran, { says: /namespace \S+-staging\nmissing: delete pods$/, hint: /Ask for a Role/ });
  expect(written(place, "staging")).toEqual(before);
});

full.each(helmMajors)("what is documented is enough to promote and to go back, with Helm %i", async (helm) => {
  const place = await clusterProject({ publish: publish(), helm });
  const atFirst = await userOf(place, enoughAtFirst);
  const later = await userOf(place, enough);
  const promote = async (kubeconfig: string) => {
    const ran = await place.promote("--env", "staging", "--kubeconfig", kubeconfig, "--timeout", "20s");
    return { text: ran.stdout, exitCode: ran.exitCode, ...ran.result };
  };
  await place.release(crashing);
  const first = await promote(atFirst);
  expect(first, first.text).toMatchObject({ outcome: "failed" });
  expect(first.exitCode, first.text).not.toBe(40);
  expect(place.objects("staging", "deployments,services,poddisruptionbudgets")).toEqual([]);

  const version = await place.release(plainServer);
  const ran = await promote(atFirst);
  expect(ran, ran.text).toMatchObject({ exitCode: 0, outcome: "healthy", version, revision: 1 });
  expect(ran.warnings).toContain("events may not be listed here: causes that only they show stay unknown");

  await place.release(crashing);
  const second = await promote(later);
  expect(second, second.text).toMatchObject({ outcome: "failed", aftermath: { did: "rolledBack", version: version } });
  const next = await place.release(`${plainServer}// next\n`);
  const upgraded = await promote(later);
  expect(upgraded, upgraded.text).toMatchObject({ exitCode: 0, outcome: "healthy", version: next, revision: 4 });
  const again = await promote(later);
  expect(again, again.text).toMatchObject({ exitCode: 0, outcome: "unchanged", version: next });
});

full("a namespace that is absent, and may not be made, is named", async () => {
  const place = await clusterProject({ publish: publish(), hasNamespaces: false });
  const version = await place.release(plainServer);
  const { staging } = place.namespaces;
  const elsewhere = await ownNamespace();
  const kubeconfig = await limitedUser(elsewhere, rulesOf(enoughAtFirst));
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
