import { describe, expect, test } from "vitest";
import { helmEnv, image, packagedChart } from "../../../testing/charts/committed.ts";
import { chart, pod, usual } from "../../../testing/charts/small-chart.ts";
import { failureOf } from "../../../testing/chatops/failure.ts";
import type { Files } from "../../../testing/fixtures/folder.ts";
import { unpackChart } from "../../domain/chart/package.ts";

const inCluster = { environments: { prod: { kubernetes: { namespace: "app" } } } };

const valuesIn = (packaged: Uint8Array | undefined) =>
  Buffer.from((packaged && unpackChart(packaged).get("values.yaml")) ?? []).toString();

describe("the image stands at the keys that the chart reads:", () => {
  test.each<[what: string, files: Files, settings: object, values: string]>([
    [
      "the digest behind the tag, if nothing reads a digest",
      { "chart/values.yaml": "image: { tag: x }\n", "chart/templates/a.yaml": pod(`"${usual}"`) },
      {},
      `image: { tag: "1.4.0@${image.digest}", repository: "${image.repository}" }\n`,
    ],
    [
      "a registry apart",
      {
        "chart/values.yaml": "image:\n  registry: docker.io\n",
        "chart/templates/a.yaml": pod(`"{{ .Values.image.registry }}/${usual}"`),
      },
      {},
      `image:\n  registry: "registry.example.com"\n  repository: "team/app"\n  tag: "1.4.0@${image.digest}"\n`,
    ],
    [
      "those of chart.image",
      {
        "chart/values.yaml": "web: { image: old }\nmode: 0644\n",
        "chart/templates/a.yaml": pod('"{{ .Values.web.image }}"'),
      },
      { chart: { image: { reference: "web.image" } } },
      `web: { image: "${image.repository}:1.4.0@${image.digest}" }\nmode: 0644\n`,
    ],
    [
      "the usual ones, if it cannot be rendered without an environment's values",
      { "chart/values.yaml": "image: {}\n", "chart/templates/a.yaml": pod('{{ required "say host" .Values.host }}') },
      inCluster,
      `image: {repository: "${image.repository}", tag: "1.4.0", digest: "${image.digest}"}\n`,
    ],
    [
      "those that a schema knows",
      {
        "chart/values.yaml": "image: {}\n",
        "chart/values.schema.json":
          '{ "properties": { "image": { "properties": { "repository": {}, "tag": {} }, "additionalProperties": false } } }',
        "chart/templates/a.yaml": pod(`"${usual}"`),
      },
      {},
      `image: {repository: "${image.repository}", tag: "1.4.0@${image.digest}"}\n`,
    ],
    [
      "the tag alone, if a schema knows no digest, and no tag with one behind it",
      {
        "chart/values.yaml": "image: {}\n",
        "chart/values.schema.json":
          '{ "properties": { "image": { "properties": { "repository": {}, "tag": { "pattern": "^[0-9.]+$" } }, "additionalProperties": false } } }',
        "chart/templates/a.yaml": pod(`"${usual}"`),
      },
      {},
      `image: {repository: "${image.repository}", tag: "1.4.0"}\n`,
    ],
    [
      "the tag alone, if templates take it for a version",
      {
        "chart/values.yaml": "image: {}\n",
        "chart/templates/a.yaml": `{{ if semverCompare ">=1.0.0" .Values.image.tag }}\n${pod(`"${usual}"`)}{{ end }}`,
      },
      {},
      `image: {repository: "${image.repository}", tag: "1.4.0"`,
    ],
    [
      "those that are read with an environment's values",
      {
        "chart/templates/a.yaml": `{{ if .Values.enabled }}${pod(`"${usual}"`)}{{ end }}`,
        "prod.yaml": "enabled: true\n",
      },
      { environments: { prod: { kubernetes: { namespace: "app", values: ["prod.yaml"] } } } },
      `image:\n  repository: "${image.repository}"\n  tag: "1.4.0@${image.digest}"\n`,
    ],
  ])("%s", async (_, files, settings, values) => {
    const { packaged, warnings } = await packagedChart(chart(files), helmEnv(4), settings);
    expect(warnings).toEqual([]);
    expect(valuesIn(packaged)).toContain(values);
  });
});

describe("a chart whose schema allows no way to name the image", () => {
  const files = {
    "chart/values.yaml": "image: { repository: a, tag: v1 }\n",
    "chart/values.schema.json": '{ "properties": { "image": { "properties": { "tag": { "pattern": "^v" } } } } }',
    "chart/templates/a.yaml": pod(`"${usual}"`),
  };

  test.each([3, 4] as const)("is refused by Helm %i's words, if an environment is in a cluster", async (major) => {
    expect(await failureOf(packagedChart(chart(files), helmEnv(major), inCluster))).toMatchObject({
      message: "the chart's values.schema.json refuses the image that is released",
      details: [expect.stringMatching(/image.*tag.*1\.4\.0/)],
      hint: expect.stringContaining("without `v`"),
    });
  });

  test("is a warning without one", async () => {
    const { warnings } = await packagedChart(chart(files), helmEnv(4));
    expect(warnings).toEqual(["the chart's values.schema.json refuses the image that is released"]);
  });
});
