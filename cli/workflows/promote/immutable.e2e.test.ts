import { expect, onTestFinished } from "vitest";
import { clusterProject, kubectl } from "../../../testing/cluster/cluster-project.ts";
import { helmMajors } from "../../../testing/cluster/helm.ts";
import { folder } from "../../../testing/fixtures/folder.ts";
import { plainServer } from "../../../testing/fixtures/sample-projects.ts";
import { sandbox } from "../../../testing/sandbox/sandbox.ts";
import { ownServers } from "../../../testing/servers/own-servers.ts";
import { full } from "../../../testing/setup/short-run.ts";

const own = ownServers();

/** It names the volume that it is bound to, once it is. */
const claim = `apiVersion: v1
kind: PersistentVolumeClaim
metadata:
  name: {{ .Release.Name }}-data
spec:
  accessModes: [ReadWriteOnce]
  storageClassName: ""
  resources: {requests: {storage: 1Mi}}
  volumeName: {{ with lookup "v1" "PersistentVolumeClaim" .Release.Namespace (printf "%s-data" .Release.Name) }}{{ .spec.volumeName | quote }}{{ else }}""{{ end }}
`;

const seed = `apiVersion: batch/v1
kind: Job
metadata:
  name: {{ .Release.Name }}-seed
spec:
  ttlSecondsAfterFinished: 600
  template:
    spec:
      restartPolicy: Never
      securityContext: {runAsNonRoot: true, runAsUser: 1000, seccompProfile: {type: RuntimeDefault}}
      containers:
        - name: seed
          image: "{{ .Values.image.repository }}:{{ .Values.image.tag }}@{{ .Values.image.digest }}"
          command: [node, -e, ""]
          securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}
`;

const volume = (name: string, namespace: string) => ({
  apiVersion: "v1",
  kind: "PersistentVolume",
  metadata: { name },
  spec: {
    accessModes: ["ReadWriteOnce"],
    capacity: { storage: "1Mi" },
    storageClassName: "",
    hostPath: { path: `/tmp/${name}` },
    claimRef: { name: `${name}-data`, namespace },
  },
});

full.each(helmMajors)(
  "a version goes back over a claim and a Job that cannot be changed back, with Helm %i",
  async (helm) => {
    const place = await clusterProject({ publish: { charts: own.charts, registry: sandbox().registry }, helm });
    const manifest = JSON.stringify(volume(place.name, place.namespaces.staging));
    kubectl("create", "--filename", `${folder({ "volume.json": manifest })}/volume.json`);
    onTestFinished(() => void kubectl("delete", "pv", place.name, "--wait=false"));
    const good = await place.release(plainServer, {
      "chart/templates/claim.yaml": claim,
      "chart/templates/seed.yaml": seed,
    });
    const first = await place.promote("--env", "staging");
    expect(first, first.stdout).toMatchObject({ exitCode: 0 });
    await expect.poll(() => place.objects("staging", "pvc")[0].spec.volumeName, { timeout: 30_000 }).toBe(place.name);
    const { uid } = place.objects("staging", "pvc")[0].metadata;
    // As if its time were over.
    place.kubectl("staging", "delete", "job", `${place.name}-seed`);

    await place.release(`throw new Error("no");\n`);
    const failed = await place.promote("--env", "staging");
    expect(failed, failed.stdout).toMatchObject({
      exitCode: 21,
      result: { aftermath: { did: "rolledBack", version: good } },
    });
    expect(place.objects("staging", "pvc").map(({ metadata, spec }) => [metadata.uid, spec.volumeName])).toEqual([
      [uid, place.name],
    ]);
    expect(place.objects("staging", "jobs").filter(({ metadata }) => !metadata.deletionTimestamp)).toEqual([]);
  },
);
