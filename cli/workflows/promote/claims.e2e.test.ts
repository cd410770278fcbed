import { expect } from "vitest";
import { type ClusterProject, clusterProject } from "../../../testing/cluster/cluster-project.ts";
import { helmMajors } from "../../../testing/cluster/helm.ts";
import { plainServer } from "../../../testing/fixtures/sample-projects.ts";
import { sandbox } from "../../../testing/sandbox/sandbox.ts";
import { ownServers } from "../../../testing/servers/own-servers.ts";
import { full } from "../../../testing/setup/short-run.ts";

const own = ownServers();
const crashing = `throw new Error("no");\n`;

const claim = (name: string) => `apiVersion: v1
kind: PersistentVolumeClaim
metadata:
  name: {{ .Release.Name }}-${name}
spec:
  accessModes: [ReadWriteOnce]
  resources: {requests: {storage: 1Mi}}
`;

/** A StatefulSet whose claims go with it, as its author asked. */
const stateful = `apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: {{ .Release.Name }}-store
  labels: {app.kubernetes.io/instance: {{ .Release.Name }}}
spec:
  serviceName: {{ .Release.Name }}
  selector: {matchLabels: {app: {{ .Release.Name }}-store}}
  persistentVolumeClaimRetentionPolicy: {whenDeleted: Delete}
  template:
    metadata: {labels: {app: {{ .Release.Name }}-store}}
    spec:
      terminationGracePeriodSeconds: 1
      securityContext: {runAsNonRoot: true, runAsUser: 1000, seccompProfile: {type: RuntimeDefault}}
      containers:
        - name: store
          image: "{{ .Values.image.repository }}:{{ .Values.image.tag }}@{{ .Values.image.digest }}"
          command: [sleep, "100000"]
          securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}
          volumeMounts: [{name: data, mountPath: /data}]
  volumeClaimTemplates:
    - metadata: {name: data}
      spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Mi}}}
`;

const claimsOf = (shop: ClusterProject): Record<string, string> =>
  Object.fromEntries(
    shop
      .objects("staging", "persistentvolumeclaims")
      .filter(({ metadata }) => !metadata.deletionTimestamp)
      .map(({ metadata }) => [metadata.name.slice(shop.name.length + 1), metadata.uid]),
  );

full.each(helmMajors)("no claim goes, whichever version brought it or left it out, with Helm %i", async (helm) => {
  const publish = { charts: own.charts, registry: sandbox().registry };
  const shop = await clusterProject({ publish, helm });
  const both = { "chart/templates/claim.yaml": claim("first"), "chart/templates/store.yaml": stateful };

  await shop.release(crashing, both);
  const first = await shop.promote("--env", "staging");
  expect(first, first.stdout).toMatchObject({ exitCode: 21, result: { aftermath: { did: "removed" } } });
  expect(shop.objects("staging", "deployments")).toEqual([]);
  const kept = claimsOf(shop);
  expect(Object.values(kept), JSON.stringify(kept)).toHaveLength(2);

  await shop.release(plainServer, both);
  const second = await shop.promote("--env", "staging");
  expect(second, second.stdout).toMatchObject({ exitCode: 0 });
  expect(claimsOf(shop)).toEqual(kept);

  await shop.release(crashing, {
    "chart/templates/claim.yaml": claim("second"),
    "chart/templates/store.yaml": "",
  });
  const third = await shop.promote("--env", "staging");
  expect(third, third.stdout).toMatchObject({ exitCode: 21, result: { aftermath: { did: "rolledBack" } } });
  const told = third.events.flatMap((event) => (event.type === "warning" ? event.text : []));
  for (const name of ["first", "second"])
    expect(told).toContain(`The claim ${shop.name}-${name} is not part of this version; it is kept, with its data.`);
  expect(claimsOf(shop)).toMatchObject(kept);
  expect(claimsOf(shop)).toHaveProperty("second");
});
