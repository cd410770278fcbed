import { rmSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { stringify } from "yaml";
import { type Resources, watchResources } from "../../../testing/chatops/resources.ts";
import { type ClusterProject, clusterProject } from "../../../testing/cluster/cluster-project.ts";
import { holderOf, promoteArguments } from "../../../testing/cluster/promotion-checks.ts";
import { makeEvents, simulated, simulateNodes } from "../../../testing/cluster/simulated-nodes.ts";
import { quickServer } from "../../../testing/fixtures/sample-projects.ts";
import { ownServers } from "../../../testing/servers/own-servers.ts";
import { needs } from "../../../testing/setup/needs-programs.ts";
import { full, isFull } from "../../../testing/setup/short-run.ts";

// Two minutes of building for a test that takes ten.
if (isFull) needs("kwok");
const own = ownServers();

const sizes = [250, 1000];
const events = 5000;
const mostMiB = 300;

/** One Deployment, whose pods run on simulated nodes only. */
const template = (replicas: number, mark: string) =>
  `apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ .Release.Name }}
  labels: { app.kubernetes.io/instance: "{{ .Release.Name }}", app.kubernetes.io/managed-by: Helm }
spec:
  replicas: ${replicas}
  strategy: { rollingUpdate: { maxSurge: 25%, maxUnavailable: 25% } }
  selector: { matchLabels: { app.kubernetes.io/instance: "{{ .Release.Name }}" } }
  template:
    metadata:
      labels: { app.kubernetes.io/instance: "{{ .Release.Name }}" }
      annotations: { mark: ${mark} }
    spec:
${stringify(simulated).replace(/^/gm, "      ").trimEnd()}
      securityContext: { runAsNonRoot: true, runAsUser: 1000, seccompProfile: { type: RuntimeDefault } }
      containers:
        - name: server
          image: "{{ .Values.image.repository }}@{{ .Values.image.digest }}"
          securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: [ALL] } }
`;

const chart = (replicas: number, mark: string) => ({
  "chart/Chart.yaml": "apiVersion: v2\nname: chart\nversion: 0.1.0\n",
  "chart/values.yaml": 'image: { repository: "", tag: "", digest: "" }\n',
  "chart/templates/deployment.yaml": template(replicas, mark),
});

async function promoteWatched(place: ClusterProject): Promise<Resources> {
  let used: Resources = { peakMiB: 0, cpuSeconds: 0 };
  const ran = await place.user.run(promoteArguments("--timeout", "8m"), {
    cwd: place.directory,
    onStart: (child) => {
      used = watchResources(child);
    },
  });
  expect(ran, ran.stdout.slice(-3000)).toMatchObject({ exitCode: 0, result: { outcome: "healthy" } });
  return used;
}

full(
  `a rollout of ${sizes.join(" and ")} pods among ${events} events keeps its lock, and costs in proportion`,
  async () => {
    simulateNodes(Math.max(...sizes) * 1.3);
    const place = await clusterProject({ publish: { charts: own.charts, registry: own.registry } });
    rmSync(join(place.directory, "chart"), { recursive: true });
    await makeEvents(place.namespaces.staging, events);
    const rows: { pods: number; what: string; used: Resources }[] = [];
    for (const pods of sizes) {
      for (const what of ["installed", "replaced"]) {
        await place.release(`${quickServer["server.js"]}// ${pods} ${what}\n`, chart(pods, `${what}-${pods}`));
        rows.push({ pods, what, used: await promoteWatched(place) });
        expect(holderOf(place)).toBe("");
      }
    }
    for (const { pods, what, used } of rows)
      console.log(`| ${pods} pods ${what} | ${used.peakMiB} MiB | ${used.cpuSeconds.toFixed(1)} s |`);
    for (const { used } of rows) expect(used.peakMiB).toBeLessThanOrEqual(mostMiB);
    const [small, large] = [rows[1], rows.at(-1)].map((row) => (row?.used.cpuSeconds ?? 0) / (row?.pods ?? 1));
    expect(large).toBeLessThanOrEqual((small ?? 0) * 1.5);
  },
  20 * 60_000,
);
