import { describe, expect, test } from "vitest";
import type { Failure } from "../../../lib/errors.ts";
import { helmEnv, image, packagedChart } from "../../../testing/charts/committed.ts";
import { chart, metadata, pod, usual } from "../../../testing/charts/small-chart.ts";
import { failureOf } from "../../../testing/chatops/failure.ts";
import { helmMajors } from "../../../testing/cluster/helm.ts";
import { type Files, folder } from "../../../testing/fixtures/folder.ts";
import { few } from "../../../testing/setup/short-run.ts";
import { unpackChart } from "../../domain/chart/package.ts";

const inCluster = { environments: { prod: { kubernetes: { namespace: "app" } } } };

const valuesIn = (packaged: Uint8Array | undefined) =>
  Buffer.from((packaged && unpackChart(packaged).get("values.yaml")) ?? []).toString();

/** Charts that nobody could promote: what is said, and the way out. */
const refused: [what: string, files: Files, message: string | RegExp, hint: string | RegExp][] = [
  [
    "reads the image from other keys",
    {
      "chart/values.yaml": "web: { image: { repository: nginx, tag: latest } }\n",
      "chart/templates/a.yaml": pod('"{{ .Values.web.image.repository }}:{{ .Values.web.image.tag }}"'),
    },
    `the chart does not run the image ${image.repository}: its templates do not read \`image.repository\` and \`image.tag\``,
    "Name the keys of the values that its templates read in chatops.yaml: `chart: { image: { repository: web.image.repository, tag: web.image.tag } }`.",
  ],
  [
    "reads the name from a key beside the usual one",
    {
      "chart/values.yaml": 'image: { name: nginx, tag: "1" }\n',
      "chart/templates/a.yaml": pod('"{{ .Values.image.name }}:{{ .Values.image.tag }}"'),
    },
    /^the chart does not run the image/,
    "`chart: { image: { repository: image.name, tag: image.tag } }`",
  ],
  [
    "reads it from keys that stand alone",
    {
      "chart/values.yaml": 'image: nginx\nimageTag: "1"\n',
      "chart/templates/a.yaml": pod('"{{ .Values.image }}:{{ .Values.imageTag }}"'),
    },
    /^the chart does not run the image/,
    "`chart: { image: { repository: image, tag: imageTag } }`",
  ],
  [
    "names another image itself",
    { "chart/values.yaml": "a: 1\n", "chart/templates/a.yaml": pod("nginx:1") },
    /^the chart does not run the image/,
    '`image: "{{ .Values.image.repository }}:{{ .Values.image.tag }}"`',
  ],
  [
    "is a library",
    { "chart/Chart.yaml": `${metadata("app")}type: library\n`, "chart/templates/a.yaml": pod(`"${usual}"`) },
    "chart is a library chart, which lends its templates to others, and Helm installs none",
    "`chart.path`",
  ],
  [
    "reads the whole reference from another key",
    { "chart/values.yaml": "appImage: nginx\n", "chart/templates/a.yaml": pod('"{{ .Values.appImage }}"') },
    /^the chart does not run the image/,
    /`chart: \{ image: \{ reference: appImage \} \}`/,
  ],
  [
    "reads it from other keys, and has a schema that knows no others",
    {
      "chart/values.yaml": "app: { repository: nginx, tag: latest }\n",
      "chart/values.schema.json": '{ "properties": { "app": {} }, "additionalProperties": false }',
      "chart/templates/a.yaml": pod('"{{ .Values.app.repository }}:{{ .Values.app.tag }}"'),
    },
    /^the chart does not run the image/,
    /`chart: \{ image: \{ repository: app\.repository, tag: app\.tag \} \}`/,
  ],
  [
    "is not packaged by Helm",
    { "chart/templates/a.yaml": "", "chart/values.yaml": "a: [" },
    "Helm does not package the chart chart",
    /`helm package chart`/,
  ],
  [
    "lacks a dependency of a subchart",
    {
      "chart/templates/a.yaml": pod(`"${usual}"`),
      "chart/charts/web/Chart.yaml": metadata("web", "dependencies: [{ name: redis, version: 1.0.0 }]\n"),
    },
    "subcharts of the chart chart lack what they depend on: charts/web: redis",
    /`helm dependency build chart\/charts\/web`/,
  ],
  [
    "depends on a chart that is not in the repository",
    {
      "chart/Chart.yaml": metadata(
        "app",
        "dependencies: [{ name: c, version: 0.1.0, repository: 'file://../../c' }]\n",
      ),
    },
    "the chart chart depends on file://../../c, which is not in the repository",
    /name a chart of this repository/,
  ],
  [
    "depends on a folder that is not there",
    { "chart/Chart.yaml": metadata("app", "dependencies: [{ name: c, version: 0.1.0, repository: 'file://../c' }]\n") },
    "the chart chart depends on the chart c, and there is none in the commit",
    /chart\/Chart\.yaml/,
  ],
  [
    "depends on what nobody has",
    {
      "chart/Chart.yaml": metadata(
        "app",
        "dependencies: [{ name: c, version: 0.1.0, repository: 'https://charts.invalid/a' }]\n",
      ),
    },
    "the dependencies of the chart chart are neither in chart/charts nor can Helm get them",
    /chart\/charts in the commit does as well/,
  ],
];

describe("a chart is refused before anything is written if it", () => {
  test.each(few(refused, 6))("%s", async (_, files, message, hint) => {
    const failure: Failure = await failureOf(packagedChart(chart(files), helmEnv(4), inCluster));
    expect(failure).toMatchObject({ reason: "precondition" });
    expect(failure.message).toMatch(message);
    expect(failure.hint).toMatch(hint);
  });

  test.each([
    ["no image", "kind: ConfigMap\nmetadata: { name: a }\n"],
    [
      "others as long as its own is switched off",
      `${pod("redis:7")}{{ if .Values.enabled }}\n---\n${pod(`"${usual}"`)}{{ end }}`,
    ],
  ])("not if it runs %s, which later values may change", async (_, template) => {
    const root = chart({ "chart/templates/a.yaml": template });
    const { packaged, warnings } = await packagedChart(root, helmEnv(4), inCluster);
    expect(valuesIn(packaged)).toContain('tag: "1.4.0"');
    expect(warnings).toEqual([expect.stringMatching(/the chart does not run the image: until it does/)]);
  });

  test.each(helmMajors)("not if it asks for a kind that every cluster has, with Helm %i", async (major) => {
    const asks = `{{ if .Capabilities.APIVersions.Has "apps/v1/Deployment" }}\n${pod(`"${usual}"`)}{{ end }}`;
    const { packaged, warnings } = await packagedChart(
      chart({ "chart/templates/a.yaml": asks }),
      helmEnv(major),
      inCluster,
    );
    expect(valuesIn(packaged)).toContain('tag: "1.4.0@sha256:');
    expect(warnings).toEqual([]);
  });

  test("is for a cluster, and Helm is not there; Compose needs none", async () => {
    const root = chart({ "chart/templates/a.yaml": pod(`"${usual}"`) });
    const env = { PATH: folder({}, "empty"), HOME: folder({}, "home") };
    expect(await failureOf(packagedChart(root, env, inCluster))).toMatchObject({
      message: "helm is not installed, or not in PATH",
      hint: expect.stringContaining("https://helm.sh/docs/intro/install/"),
    });
    const { packaged, warnings } = await packagedChart(root, env);
    expect(packaged).toBeUndefined();
    expect(warnings).toEqual(["this release has no chart, since Helm is not installed"]);
  });
});
