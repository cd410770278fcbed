import { expect } from "vitest";
import { clusterProject } from "../../../testing/cluster/cluster-project.ts";
import { helmMajors } from "../../../testing/cluster/helm.ts";
import { killWhenSeen } from "../../../testing/cluster/stopped-promotions.ts";
import { plainServer } from "../../../testing/fixtures/sample-projects.ts";
import { sandbox } from "../../../testing/sandbox/sandbox.ts";
import { ownServers } from "../../../testing/servers/own-servers.ts";
import { full } from "../../../testing/setup/short-run.ts";

const own = ownServers();

const container = `{name: app, image: "{{ .Values.image.repository }}@{{ .Values.image.digest }}", command: [node, -e, "setInterval(() => {}, 1000)"], securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}}`;

const worker = `apiVersion: apps/v1
kind: Deployment
metadata: {name: {{ .Release.Name }}-worker}
spec:
  selector: {matchLabels: {app: {{ .Release.Name }}-worker}}
  template:
    metadata: {labels: {app: {{ .Release.Name }}-worker}}
    spec:
      securityContext: {runAsNonRoot: true, runAsUser: 1000, seccompProfile: {type: RuntimeDefault}}
      containers: [${container}]
`;

/** Helm waits for all that is to be ready before it runs, and is pending meanwhile. */
const afterwards = `apiVersion: v1
kind: ConfigMap
metadata: {name: {{ .Release.Name }}-done, annotations: {helm.sh/hook: post-upgrade}}
`;

full.each(helmMajors)(
  "what a killed promotion brought, and the next version has not, is removed, with Helm %i",
  async (helm) => {
    const shop = await clusterProject({ publish: { charts: own.charts, registry: sandbox().registry }, helm });
    await shop.release(plainServer);
    expect((await shop.promote("--env", "staging")).exitCode).toBe(0);
    await shop.release(plainServer, { "chart/templates/worker.yaml": worker, "chart/templates/done.yaml": afterwards });
    const get = ["deployments", "--watch-only", "--output", "name"];
    const killed = await killWhenSeen(shop, { get, isIt: (printed) => printed.includes("-worker") });
    expect(killed.signal, killed.stdout).toBe("SIGKILL");
    expect(shop.revisions("staging").at(-1)).toMatchObject({ status: "pending-upgrade" });

    const version = await shop.release(`${plainServer}// third\n`, { "chart/templates/worker.yaml": "" });
    const ran = await shop.promote("--env", "staging");
    expect(ran, ran.stdout).toMatchObject({ exitCode: 0, result: { outcome: "healthy", version } });
    expect(shop.objects("staging", "deployments").map(({ metadata }) => metadata.name)).toEqual([shop.name]);
  },
);

full("a chart that brings the namespace which it is installed in is refused before that is made", async () => {
  const shop = await clusterProject({
    publish: { charts: own.charts, registry: sandbox().registry },
    hasNamespaces: false,
  });
  const namespace = "apiVersion: v1\nkind: Namespace\nmetadata: {name: {{ .Release.Namespace }}}\n";
  await shop.release(plainServer, { "chart/templates/namespace.yaml": namespace });
  const refused = await shop.promote("--env", "staging");
  expect(refused, refused.stdout).toMatchObject({ exitCode: 3 });
  expect(refused.stdout).toContain(`the chart brings the Namespace ${shop.namespaces.staging}`);
  expect(() => shop.kubectl("staging", "get", "namespace", shop.namespaces.staging)).toThrow("NotFound");
});
