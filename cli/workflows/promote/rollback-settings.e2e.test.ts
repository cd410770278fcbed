import { join } from "node:path";
import { expect, onTestFinished } from "vitest";
import { type ClusterProject, clusterProject, kubectl } from "../../../testing/cluster/cluster-project.ts";
import { helmMajors } from "../../../testing/cluster/helm.ts";
import { serversOf } from "../../../testing/cluster/promotion-checks.ts";
import { killWhenSeen } from "../../../testing/cluster/stopped-promotions.ts";
import { folder, read } from "../../../testing/fixtures/folder.ts";
import { plainServer } from "../../../testing/fixtures/sample-projects.ts";
import { sandbox } from "../../../testing/sandbox/sandbox.ts";
import { ownServers } from "../../../testing/servers/own-servers.ts";
import { full } from "../../../testing/setup/short-run.ts";
import { mounting } from "../../../testing/sweeps/cluster-target.ts";

const own = ownServers();

/** Settings that Helm makes anew before each upgrade, so that a migration has them as the program does. */
const settings = (kind: string, held: string) => `apiVersion: v1
kind: ${kind}
metadata:
  name: {{ .Release.Name }}-settings
  annotations: {helm.sh/hook: "pre-install,pre-upgrade", helm.sh/hook-delete-policy: before-hook-creation}
${held}
`;

const claim = (name: string, size: string) => `apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: {{ .Release.Name }}-${name}}
spec: {accessModes: [ReadWriteOnce], storageClassName: {{ .Release.Name }}, resources: {requests: {storage: ${size}}}}
`;

/** A class of the sandbox's own kind whose claims may grow; gone with the test. */
function growable(name: string): void {
  onTestFinished(() => void kubectl("delete", "storageclass", name, "--ignore-not-found"));
  const [standard] = JSON.parse(kubectl("get", "storageclass", "--output", "json")).items;
  const { provisioner, volumeBindingMode, reclaimPolicy } = standard;
  const metadata = { name };
  const made = { provisioner, volumeBindingMode, reclaimPolicy, allowVolumeExpansion: true };
  const files = { "class.json": { apiVersion: "storage.k8s.io/v1", kind: "StorageClass", metadata, ...made } };
  kubectl("create", "--filename", join(folder(files), "class.json"));
}

const settingsOf = (shop: ClusterProject, kind: string) =>
  shop.objects("staging", kind).find(({ metadata }) => metadata.name === `${shop.name}-settings`).data;

const claimsOf = (shop: ClusterProject) =>
  shop
    .objects("staging", "persistentvolumeclaims")
    .map(({ metadata, spec }) => [
      metadata.name.slice(shop.name.length + 1),
      metadata.uid,
      spec.resources.requests.storage,
    ]);

// Helm 3 is the one that refuses more.
full.each(helmMajors)(
  "claims that are grown or left out, and settings that are hooks, keep nobody from going back, with Helm %i",
  async (helm) => {
    const shop = await clusterProject({ publish: { charts: own.charts, registry: sandbox().registry }, helm });
    growable(shop.name);
    const deployment = mounting(read(shop.directory, "chart/templates/deployment.yaml"));
    const good = await shop.release(plainServer, {
      "chart/templates/deployment.yaml": deployment,
      "chart/templates/claims.yaml": [claim("data", "1Mi"), claim("left", "1Mi")].join("---\n"),
      "chart/templates/settings.yaml": settings("ConfigMap", "data: {MODE: good}"),
      "chart/templates/secret.yaml": settings("Secret", "stringData: {TOKEN: good}"),
    });
    const first = await shop.promote("--env", "staging");
    expect(first, first.stdout).toMatchObject({ exitCode: 0 });
    const before = claimsOf(shop);
    const pods = serversOf(shop).map(({ metadata }) => metadata.uid);

    await shop.release('throw new Error("no");\n', {
      "chart/templates/claims.yaml": claim("data", "2Mi"),
      "chart/templates/settings.yaml": settings("ConfigMap", "data: {MODE: bad}"),
      "chart/templates/secret.yaml": settings("Secret", "stringData: {TOKEN: bad}"),
    });
    const second = await shop.promote("--env", "staging");
    expect(second, second.stdout).toMatchObject({
      exitCode: 21,
      result: { aftermath: { did: "rolledBack", version: good } },
    });
    expect(shop.revisions("staging").at(-1)).toMatchObject({ status: "deployed", description: "Rollback to 1" });
    expect(serversOf(shop).map(({ metadata }) => metadata.uid)).toEqual(pods);
    expect(claimsOf(shop)).toEqual(before.map(([name, uid, size]) => [name, uid, name === "data" ? "2Mi" : size]));
    expect(settingsOf(shop, "configmaps")).toEqual({ MODE: "good" });
    expect(settingsOf(shop, "secrets")).toEqual({ TOKEN: Buffer.from("good").toString("base64") });
  },
);

full("a promotion that is killed once its hooks ran puts settings back at the next run all the same", async () => {
  const shop = await clusterProject({ publish: { charts: own.charts, registry: sandbox().registry } });
  const withSettings = (held: string) => ({
    "chart/templates/settings.yaml": settings("ConfigMap", `data: {MODE: ${held}}`),
    "chart/templates/secret.yaml": settings("Secret", `stringData: {TOKEN: ${held}}`),
  });
  const good = await shop.release(plainServer, withSettings("good"));
  expect((await shop.promote("--env", "staging")).exitCode).toBe(0);
  // As somebody in a hurry does: no revision of Helm has it.
  const byHand = JSON.stringify({ data: { MODE: "by hand" } });
  shop.kubectl("staging", "patch", "configmap", `${shop.name}-settings`, "--patch", byHand);
  const bad = await shop.release('throw new Error("no");\n', withSettings("bad"));
  const changed = ["configmap", `${shop.name}-settings`, "--watch-only", "--output", "jsonpath={.data.MODE}"];
  const deployed = ["secrets", "--watch-only", "--output", "name", "--selector", "owner=helm,status=deployed"];
  for (const watched of [
    { get: changed, isIt: (printed: string) => printed.includes("bad") },
    { get: deployed, isIt: () => true },
  ]) {
    const killed = await killWhenSeen(shop, watched);
    expect(killed.signal, killed.stdout).toBe("SIGKILL");
    expect(settingsOf(shop, "configmaps")).toEqual({ MODE: "bad" });
    const ran = await shop.promote("--env", "staging");
    const result = { outcome: "failed", version: bad, aftermath: { did: "rolledBack", version: good } };
    expect(ran, ran.stdout).toMatchObject({ exitCode: 21, result });
    expect(settingsOf(shop, "configmaps")).toEqual({ MODE: "by hand" });
    expect(settingsOf(shop, "secrets")).toEqual({ TOKEN: Buffer.from("good").toString("base64") });
    expect(shop.objects("staging", "secrets").map(({ metadata }) => metadata.name)).not.toContain(
      `chatops-${shop.name}-settings`,
    );
  }
});
