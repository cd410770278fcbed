import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import type { Failure } from "../../../lib/errors.ts";
import { helmEnv, image, packagedChart, release } from "../../../testing/charts/committed.ts";
import { chart, metadata, pod, usual } from "../../../testing/charts/small-chart.ts";
import { failureOf } from "../../../testing/chatops/failure.ts";
import type { Files } from "../../../testing/fixtures/folder.ts";
import { unpackChart } from "../../domain/chart/package.ts";

const web = { ...image, service: "web", repository: "registry.example.com/team/web" };
const worker = {
  service: "worker",
  repository: "registry.example.com/team/worker",
  digest: `sha256:${"cd".repeat(32)}`,
  id: "",
};
const several = { ...release, image: web, otherImages: [worker] };
const inCluster = { environments: { prod: { kubernetes: { namespace: "app" } } } };

/** What a release of two services makes of a chart. */
const packaged = (files: Files, services: object = {}) => {
  const settings = { ...inCluster, image: undefined, services: { web: {}, worker: {}, ...services } };
  return packagedChart(chart(files), helmEnv(4), settings, several);
};

/** A template that runs the image at these values, and one of a part that nobody releases. */
const at = (key: string) => pod(`"{{ .Values.${key}.repository }}:{{ .Values.${key}.tag }}"`);
const redis = { "chart/templates/redis.yaml": pod("redis:7") };
const pinned = ({ repository, digest }: typeof web | typeof worker) => ({ repository, tag: `1.4.0@${digest}` });

describe("the image of each service stands where the chart reads it:", () => {
  test.each<[what: string, files: Files, services: object, values: object]>([
    [
      "below the service's name",
      { ...redis, "chart/templates/web.yaml": at("web.image"), "chart/templates/worker.yaml": at("worker.image") },
      {},
      { web: { image: pinned(web) }, worker: { image: pinned(worker) } },
    ],
    [
      "at keys of its own",
      {
        "chart/values.yaml": "jobs: { image: none }\n",
        "chart/templates/web.yaml": at("web.image"),
        "chart/templates/jobs.yaml": pod('"{{ .Values.jobs.image }}"'),
      },
      { worker: { chart: { image: { reference: "jobs.image" } } } },
      { web: { image: pinned(web) }, jobs: { image: `${worker.repository}:1.4.0@${worker.digest}` } },
    ],
    [
      "in subcharts of these names",
      Object.fromEntries(
        ["web", "worker"].flatMap((name) => [
          [`chart/charts/${name}/Chart.yaml`, metadata(name)],
          [`chart/charts/${name}/templates/a.yaml`, pod(`"${usual}"`)],
        ]),
      ),
      {},
      { web: { image: pinned(web) }, worker: { image: pinned(worker) } },
    ],
    [
      "at each of two places",
      {
        ...redis,
        "chart/templates/web.yaml": `${at("web.image")}\n---\n${at("cron")}`,
        "chart/templates/worker.yaml": at("worker.image"),
      },
      {
        web: {
          chart: {
            image: ["web.image", "cron"].map((key) => ({ repository: `${key}.repository`, tag: `${key}.tag` })),
          },
        },
      },
      { web: { image: pinned(web) }, cron: pinned(web), worker: { image: pinned(worker) } },
    ],
    [
      "with one registry and one tag for all, which can have no digest",
      Object.fromEntries(
        ["web", "worker"].map((name) => [
          `chart/templates/${name}.yaml`,
          pod(`"{{ .Values.hub }}/{{ .Values.${name}.image }}:{{ .Values.tag }}"`),
        ]),
      ),
      Object.fromEntries(
        ["web", "worker"].map((name) => [
          name,
          { chart: { image: { registry: "hub", repository: `${name}.image`, tag: "tag" } } },
        ]),
      ),
      { hub: "registry.example.com", tag: "1.4.0", web: { image: "team/web" }, worker: { image: "team/worker" } },
    ],
    [
      "behind a name that both must have",
      {
        "chart/templates/all.yaml": ["web", "worker"]
          .map((name) => `{{ $${name} := required "${name}" .Values.${name}.image.repository }}${at(`${name}.image`)}`)
          .join("\n---\n"),
      },
      {},
      { web: { image: pinned(web) }, worker: { image: pinned(worker) } },
    ],
  ])("%s", async (_, files, services, values) => {
    const { packaged: made, warnings } = await packaged(files, services);
    expect(warnings).toEqual([]);
    const text = made && unpackChart(made).get("values.yaml");
    expect(parse(Buffer.from(text ?? []).toString())).toMatchObject(values);
  });
});

describe("a chart of several services", () => {
  const webAlone = { ...redis, "chart/templates/web.yaml": at("web.image") };

  test("is refused if it reads the image of one nowhere, with the line to write", async () => {
    const files = {
      ...webAlone,
      "chart/values.yaml": "web: { image: { tag: a } }\nbackend: { image: { repository: nginx, tag: a } }\n",
      "chart/templates/backend.yaml": at("backend.image"),
    };
    expect(await failureOf(packaged(files))).toMatchObject({
      message: `the chart does not run the image ${worker.repository}: its templates do not read \`worker.image.repository\` and \`worker.image.tag\``,
      hint: expect.stringContaining(
        "`services: { worker: { chart: { image: { repository: backend.image.repository, tag: backend.image.tag } } } }`",
      ),
    });
  });

  test("is refused if one image takes the other's place", async () => {
    const image = { chart: { image: { repository: "image.repository", tag: "image.tag" } } };
    const files = { ...redis, "chart/templates/all.yaml": at("image") };
    const failure: Failure = await failureOf(packaged(files, { web: image, worker: image }));
    expect(failure.message).toMatch(
      /^the chart does not run the image .* by the keys that `services\.\w+\.chart\.image` names$/,
    );
  });

  test("is warned of a service that it does not run as it is", async () => {
    const files = { ...webAlone, "chart/templates/worker.yaml": `{{ if .Values.on }}${at("worker.image")}{{ end }}` };
    expect((await packaged(files)).warnings).toEqual(["with the values that are here the chart does not run worker"]);
  });

  test("is refused if two have their image at one place", async () => {
    const files = {
      "chart/values.yaml": "web: &web { image: { tag: a } }\nworker: *web\n",
      ...{ "chart/templates/web.yaml": at("web.image"), "chart/templates/worker.yaml": at("worker.image") },
    };
    expect(await failureOf(packaged(files))).toMatchObject({
      message: "two services have their image at one place of the chart's values.yaml",
    });
  });
});
