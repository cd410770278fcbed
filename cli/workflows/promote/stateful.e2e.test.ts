import { expect } from "vitest";
import { clusterProject } from "../../../testing/cluster/cluster-project.ts";
import { plainServer } from "../../../testing/fixtures/sample-projects.ts";
import { sandbox } from "../../../testing/sandbox/sandbox.ts";
import { ownServers } from "../../../testing/servers/own-servers.ts";
import { full } from "../../../testing/setup/short-run.ts";

const own = ownServers();

const crashing = `throw new Error("no database");\n`;

/** A chart of nothing but a StatefulSet, which replaces a pod only once the one before is ready. */
const statefulSet = (name: string) => `apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: {{ .Release.Name }}
  labels: { app.kubernetes.io/instance: {{ .Release.Name }} }
spec:
  replicas: 2
  serviceName: {{ .Release.Name }}
  selector: { matchLabels: { app: {{ .Release.Name }} } }
  template:
    metadata:
      labels: { app: {{ .Release.Name }}, app.kubernetes.io/instance: {{ .Release.Name }} }
    spec:
      terminationGracePeriodSeconds: 2
      securityContext: { runAsNonRoot: true, runAsUser: 1000, seccompProfile: { type: RuntimeDefault } }
      containers:
        - name: ${name}
          image: "{{ .Values.image.repository }}:{{ .Values.image.tag }}@{{ .Values.image.digest }}"
          env: [{ name: PORT, value: "8080" }]
          readinessProbe: { tcpSocket: { port: 8080 }, periodSeconds: 1 }
          securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: [ALL] } }
`;

const chart = (name: string) => ({
  "chart/templates/deployment.yaml": "",
  "chart/templates/hpa.yaml": "",
  "chart/templates/pdb.yaml": "",
  "chart/templates/service.yaml": "",
  "chart/templates/statefulset.yaml": statefulSet(name),
});

full("a StatefulSet goes back although its broken pod never becomes ready, and on to a mended version", async () => {
  const place = await clusterProject({ publish: { charts: own.charts, registry: sandbox().registry } });
  const good = await place.release(plainServer, chart(place.name));
  const first = await place.promote("--env", "staging");
  expect(first, first.stdout).toMatchObject({ exitCode: 0, result: { outcome: "healthy", version: good } });
  await place.release(crashing);
  const failed = await place.promote("--env", "staging");
  expect(failed, failed.stdout).toMatchObject({
    exitCode: 21,
    result: { outcome: "failed", aftermath: { did: "rolledBack", version: good } },
  });
  const kept = await place.promote("--env", "staging", "--no-rollback");
  expect(kept, kept.stdout).toMatchObject({ exitCode: 21, result: { outcome: "failed" } });
  const mended = await place.release(`${plainServer}// mended\n`);
  const ran = await place.promote("--env", "staging");
  expect(ran, ran.stdout).toMatchObject({ exitCode: 0, result: { outcome: "healthy", version: mended } });
});
