import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { errorOf } from "../../../testing/chatops/built-chatops.ts";
import { type ClusterProject, clusterProject } from "../../../testing/cluster/cluster-project.ts";
import { type HelmMajor, helmMajors, helmThat } from "../../../testing/cluster/helm.ts";
import { historyOf, promoteArguments, serversOf } from "../../../testing/cluster/promotion-checks.ts";
import { plainServer } from "../../../testing/fixtures/sample-projects.ts";
import { sandbox } from "../../../testing/sandbox/sandbox.ts";
import { ownServers } from "../../../testing/servers/own-servers.ts";
import { few, full, isFull } from "../../../testing/setup/short-run.ts";

const own = ownServers();
const place = (helm: HelmMajor = 4) =>
  clusterProject({ publish: { charts: own.charts, registry: sandbox().registry }, helm });

const claim = `apiVersion: v1
kind: PersistentVolumeClaim
metadata:
  name: {{ .Release.Name }}-uploads
spec:
  accessModes: [ReadWriteOnce]
  resources: {requests: {storage: 1Mi}}
`;
const claims = { "chart/templates/claim.yaml": claim };
const note = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: note\n";

interface Early {
  what: string;
  files?: (shop: ClusterProject) => Record<string, string>;
  /** Once the healthy version runs. */
  prepare?: (shop: ClusterProject) => void;
  env?: (helm: HelmMajor, shop: ClusterProject) => NodeJS.ProcessEnv;
  says: RegExp;
}

/** All that ends Helm before it has made a revision. */
const early: Early[] = [
  {
    what: "an API server that Helm does not reach for a moment",
    env: (helm) => helmThat(helm, `exec "$real" "$@" --kube-apiserver https://127.0.0.1:1`),
    says: /refused|unreachable/,
  },
  {
    what: "somebody else's object, made a moment ago",
    files: () => ({ "chart/templates/note.yaml": note }),
    env: (helm, shop) =>
      helmThat(helm, `${sandbox().cluster?.kubectl} -n ${shop.namespaces.staging} create configmap note >&2`),
    says: /note.* exists and cannot be imported|invalid ownership metadata/,
  },
  {
    what: "a quota for Secrets that is used up",
    prepare: (shop) => {
      const used = shop.objects("staging", "secrets").length;
      shop.kubectl("staging", "create", "quota", "few", `--hard=count/secrets=${used}`);
    },
    says: /exceeded quota: few/,
  },
  {
    what: "a revision that is too large for a Secret",
    // The chart's own files count: a dashboard, a dump, an archive left in the folder.
    files: () => ({ "chart/dashboards/noise.txt": randomBytes(1_200_000).toString("base64") }),
    says: /Too long: .* 1048576 bytes/,
  },
];

test.each(
  few(early, 1).flatMap((each, index) =>
    (isFull ? helmMajors : [helmMajors[index % 2] ?? 4]).map((helm) => ({ ...each, helm })),
  ),
)("what runs is left alone after $what, with Helm $helm", async ({ files, prepare, env, says, helm }) => {
  const shop = await place(helm);
  const good = await shop.release(plainServer, claims);
  expect((await shop.promote("--env", "staging")).exitCode).toBe(0);
  prepare?.(shop);
  const seen = () => ({
    pods: serversOf(shop).map(({ metadata }) => metadata.uid),
    claims: shop.objects("staging", "persistentvolumeclaims").map(({ metadata }) => metadata.uid),
    revisions: shop.revisions("staging"),
  });
  const before = seen();
  const next = await shop.release(`${plainServer}// next\n`, files?.(shop));
  const ran = await shop.user.run(promoteArguments(), { cwd: shop.directory, ...(env && { env: env(helm, shop) }) });
  const result = { outcome: "failed", version: next, aftermath: { did: "unchanged" } };
  expect(ran, ran.stdout).toMatchObject({ exitCode: 30, result });
  expect(ran.result.verdict.evidence.join("\n")).toMatch(says);
  expect(seen()).toEqual(before);
  expect(historyOf(shop).map(({ version, outcome, revision }) => [version, outcome, revision])).toEqual([
    [good, "healthy", 1],
    [next, "failed", undefined],
  ]);
  const { stdout } = await shop.chatops("status", "--json", "--env", "staging");
  expect(JSON.parse(stdout).environments[0], stdout).toMatchObject({ version: good, state: "healthy" });
});

full("a version that cannot be installed for the first time leaves nothing and takes nothing", async () => {
  const shop = await place();
  await shop.release(plainServer, { ...claims, "chart/templates/note.yaml": note });
  const env = helmThat(4, `${sandbox().cluster?.kubectl} -n ${shop.namespaces.staging} create configmap note >&2`);
  const ran = await shop.user.run(promoteArguments(), { cwd: shop.directory, env });
  expect(ran, ran.stdout).toMatchObject({
    exitCode: 30,
    result: { outcome: "failed", aftermath: { did: "unchanged" } },
  });
  expect(shop.objects("staging", "configmaps").map(({ metadata }) => metadata.name)).toContain("note");
  shop.kubectl("staging", "delete", "configmap", "note");
  expect((await shop.promote("--env", "staging")).exitCode).toBe(0);
});

full.each(helmMajors)(
  "a chart that refuses an upgrade is heard before anything is changed, with Helm %i",
  async (helm) => {
    const shop = await place(helm);
    await shop.release(plainServer, claims);
    expect((await shop.promote("--env", "staging")).exitCode).toBe(0);
    const refusal = '{{ if .Release.IsUpgrade }}{{ fail "PASSWORDS ERROR" }}{{ end }}';
    await shop.release(`${plainServer}// next\n`, { "chart/templates/check.yaml": refusal });
    const ran = await shop.promote("--env", "staging");
    expect(ran.exitCode, ran.stdout).toBe(3);
    expect(errorOf(ran)?.details?.join("\n")).toMatch(/PASSWORDS ERROR/);
    expect(historyOf(shop)).toHaveLength(1);
  },
);

full("an object that somebody else made is named before anything is changed", async () => {
  const shop = await place();
  await shop.release(plainServer);
  expect((await shop.promote("--env", "staging")).exitCode).toBe(0);
  shop.kubectl("staging", "create", "configmap", "note");
  await shop.release(plainServer, { "chart/templates/note.yaml": note });
  const ran = await shop.promote("--env", "staging");
  expect(ran.exitCode).toBe(3);
  expect(ran.stdout).toContain("ConfigMap note: exists already and is not of Helm");
  expect(historyOf(shop)).toHaveLength(1);
});
