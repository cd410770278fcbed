import { execFileSync } from "node:child_process";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { errorOf } from "../../../testing/chatops/built-chatops.ts";
import { type ClusterProject, clusterProject, kubectl } from "../../../testing/cluster/cluster-project.ts";
import { serversOf } from "../../../testing/cluster/promotion-checks.ts";
import { type Files, read } from "../../../testing/fixtures/folder.ts";
import { plainServer } from "../../../testing/fixtures/sample-projects.ts";
import { sandbox } from "../../../testing/sandbox/sandbox.ts";
import { ownServers } from "../../../testing/servers/own-servers.ts";
import { full } from "../../../testing/setup/short-run.ts";

const own = ownServers();

/** A project with another chart than the one that import writes, in a namespace that takes any pod. */
async function withChart(files: (name: string) => Files, settings: object = {}): Promise<ClusterProject> {
  const place = await clusterProject({ publish: { charts: own.charts, registry: sandbox().registry } });
  kubectl("label", "namespace", place.namespaces.staging, "pod-security.kubernetes.io/enforce-", "--overwrite");
  rmSync(join(place.directory, "chart"), { recursive: true });
  const config = JSON.parse(read(place.directory, "chatops.yaml"));
  const chart = { ...config.chart, ...settings };
  place.commit({ ...files(place.name), "chatops.yaml": { ...config, chart } }, "feat: another chart");
  return place;
}

const metadata = (name: string) => `apiVersion: v2\nname: ${name}\nversion: 0.1.0\nappVersion: 0.1.0\n`;

/** A Deployment whose image is this expression, and whose pods carry this label. */
const deployment = (image: string, label = "{{ .Chart.AppVersion }}") => `apiVersion: apps/v1
kind: Deployment
metadata: { name: "{{ .Release.Name }}", labels: { app.kubernetes.io/version: "${label}" } }
spec:
  selector: { matchLabels: { app: "{{ .Release.Name }}" } }
  template:
    metadata: { labels: { app: "{{ .Release.Name }}", app.kubernetes.io/version: "${label}" } }
    spec:
      terminationGracePeriodSeconds: 1
      containers:
        - { name: app, image: ${image}, env: [{ name: PORT, value: "3000" }] }
`;

/** Promotes a first version, and answers which image the pods are to run. */
async function imageOf(place: ClusterProject): Promise<string> {
  const version = await place.release(plainServer);
  const ran = await place.promote("--env", "staging");
  expect(ran, ran.stdout).toMatchObject({ exitCode: 0, result: { outcome: "healthy", version } });
  const [pod] = serversOf(place);
  return pod.spec.containers[0].image.replace(`${sandbox().registry}/team/${place.name}`, "OWN").replace(version, "V");
}

const digest = /@sha256:[0-9a-f]{64}$/;

test("the chart that `helm create` writes is promoted by its digest, and rolled back", async () => {
  const place = await withChart((name) => ({
    "values.yaml": "service: { port: 3000 }\nlivenessProbe: null\nreadinessProbe: { periodSeconds: 1 }\n",
    "chart/Chart.yaml": metadata(name),
  }));
  rmSync(join(place.directory, "chart"), { recursive: true });
  execFileSync(sandbox().helm[4], ["create", place.name], { cwd: place.directory, stdio: "ignore" });
  execFileSync("mv", [place.name, "chart"], { cwd: place.directory });
  const config = JSON.parse(read(place.directory, "chatops.yaml"));
  config.environments.staging.kubernetes.values = ["values.yaml"];
  place.commit({ "chatops.yaml": config }, "feat: helm create");
  const server = plainServer.replace("process.env.PORT", "3000");
  const version = await place.release(server);
  const ran = await place.promote("--env", "staging");
  expect(ran, ran.stdout).toMatchObject({ exitCode: 0, result: { outcome: "healthy", version } });
  const [pod] = serversOf(place);
  expect(pod.spec.containers[0].image).toMatch(digest);
  expect(await place.promote("--env", "staging")).toMatchObject({ exitCode: 0, result: { outcome: "unchanged" } });

  await place.release(`throw new Error("no database");\n`);
  const failed = await place.promote("--env", "staging");
  const aftermath = { did: "rolledBack", version };
  expect(failed, failed.stdout).toMatchObject({ exitCode: 21, result: { outcome: "failed", aftermath } });
});

const values = `image: { repository: nothing, tag: "" }\n`;

full.each<[what: string, files: (name: string) => Files, settings: object, image: RegExp]>([
  [
    "with a registry of its own",
    (name) => ({
      "chart/Chart.yaml": metadata(name),
      "chart/values.yaml": `image: { registry: docker.io, repository: nothing, tag: "", digest: "" }\n`,
      "chart/templates/a.yaml": deployment(
        `"{{ .Values.image.registry }}/{{ .Values.image.repository }}{{ if .Values.image.digest }}@{{ .Values.image.digest }}{{ else }}:{{ .Values.image.tag }}{{ end }}"`,
      ),
    }),
    {},
    /^OWN@sha256:/,
  ],
  [
    "whose labels are made of the tag",
    (name) => ({
      "chart/Chart.yaml": metadata(name),
      "chart/values.yaml": values,
      "chart/templates/a.yaml": deployment(
        `"{{ .Values.image.repository }}:{{ .Values.image.tag }}"`,
        "{{ .Values.image.tag }}",
      ),
    }),
    {},
    /^OWN:V$/,
  ],
  [
    "with a whole reference under a key of its own",
    (name) => ({
      "chart/Chart.yaml": metadata(name),
      "chart/values.yaml": "web: { image: nothing }\n",
      "chart/templates/a.yaml": deployment(`"{{ .Values.web.image }}"`),
    }),
    { image: { reference: "web.image" } },
    /^OWN:V@sha256:/,
  ],
  [
    "in a subchart, with a registry for all",
    (name) => ({
      "chart/Chart.yaml": `${metadata(name)}dependencies: [{ name: web, version: 0.1.0 }]\n`,
      "chart/values.yaml": "global: { imageRegistry: nothing }\nweb: { image: { name: nothing, tag: x } }\n",
      "chart/charts/web/Chart.yaml": metadata("web"),
      "chart/charts/web/values.yaml": "image: {}\n",
      "chart/charts/web/templates/a.yaml": deployment(
        `"{{ .Values.global.imageRegistry }}/{{ .Values.image.name }}:{{ .Values.image.tag }}"`,
      ),
    }),
    { image: { registry: "global.imageRegistry", repository: "web.image.name", tag: "web.image.tag" } },
    /^OWN:V@sha256:/,
  ],
])("a chart %s is promoted", async (_, files, settings, image) => {
  expect(await imageOf(await withChart(files, settings))).toMatch(image);
});

full("what a chart looks up in the cluster is found, and each upgrade has its own number", async () => {
  const image = `"{{ .Values.image.repository }}:{{ .Values.image.tag }}"`;
  const place = await withChart((name) => ({
    "chart/Chart.yaml": metadata(name),
    "chart/values.yaml": values,
    "chart/templates/a.yaml": deployment(image),
    "chart/templates/lookup.yaml": `{{- if not (lookup "v1" "Secret" .Release.Namespace "db") }}{{ fail "create the Secret db first" }}{{ end }}\n`,
    "chart/templates/job.yaml": `apiVersion: batch/v1
kind: Job
metadata: { name: "{{ .Release.Name }}-migrate-{{ .Release.Revision }}" }
spec:
  backoffLimit: 0
  template:
    spec:
      restartPolicy: Never
      containers: [{ name: migrate, image: ${image}, command: [node, -e, "console.log('{{ randAlpha 8 }}')"] }]
`,
  }));
  await place.release(plainServer);
  const refused = await place.promote("--env", "staging");
  expect(refused).toMatchObject({ exitCode: 3 });
  expect(errorOf(refused)?.details.join("\n")).toContain("create the Secret db first");
  place.kubectl("staging", "create", "secret", "generic", "db");
  for (const mark of ["", "// second\n"]) {
    if (mark) await place.release(`${plainServer}${mark}`);
    const ran = await place.promote("--env", "staging");
    expect(ran, ran.stdout).toMatchObject({ exitCode: 0, result: { outcome: "healthy" } });
  }
  expect(place.objects("staging", "jobs").map(({ metadata: { name } }) => name)).toEqual([`${place.name}-migrate-2`]);
});
