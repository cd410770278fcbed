import { rmSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parse, stringify } from "yaml";
import { clusterProject, kubectl } from "../../../testing/cluster/cluster-project.ts";
import { docker, removeAfterwards } from "../../../testing/docker/docker.ts";
import { severalExamples } from "../../../testing/fixtures/examples.ts";
import { read } from "../../../testing/fixtures/folder.ts";
import { sandbox } from "../../../testing/sandbox/sandbox.ts";
import { ownServers } from "../../../testing/servers/own-servers.ts";

const own = ownServers();

const workspace = severalExamples().find(({ name }) => name === "npm-workspace")?.files ?? {};

/** Asks the web server in its own container, which asks the API by its name. */
const asking = ["node", "-e", "fetch('http://127.0.0.1:3000').then((a) => a.text()).then(console.log)"];
const answer = 'Prices: {"tea":3,"cake":5}';

/** The repository of two services as it is after `chatops import`, with the environments of the test. */
async function imported() {
  const place = await clusterProject({
    publish: { charts: own.charts, registry: sandbox().registry },
    env: { API_PORT: "0", WEB_PORT: "0" },
  });
  const { name, directory } = place;
  for (const image of [`${name}-api`, `${name}-web`, name]) removeAfterwards(image);
  const { environments, chart } = JSON.parse(read(directory, "chatops.yaml"));
  for (const path of ["chart", "chatops.yaml", "Dockerfile", "server.js", "compose.yaml"])
    rmSync(join(directory, path), { recursive: true, force: true });
  place.commit({ ...workspace, "one.yaml": "api: { replicaCount: 1 }\nweb: { replicaCount: 1 }\n" });
  const { exitCode, stdout } = await place.chatops(
    "import",
    "--name",
    name,
    "--image",
    `${sandbox().registry}/team/${name}`,
  );
  expect(exitCode, stdout).toBe(0);
  environments.staging.kubernetes.values = ["one.yaml"];
  const config = parse(read(directory, "chatops.yaml"));
  const local = { compose: {}, observe: "1s" };
  const settings = { ...config, chart, environments: { ...environments, local } };
  place.commit({ "chatops.yaml": stringify(settings) });
  return place;
}

const minutes = 60_000;

test(
  "both services of a workspace are released, and reach each other in the cluster and with Compose",
  async () => {
    const place = await imported();
    const released = await place.chatops("release", "--json");
    expect(released.result, released.stdout).toMatchObject({
      outcome: "released",
      images: [{ service: "api" }, { service: "web" }],
    });
    const staging = await place.promote("--env", "staging");
    expect(staging, staging.stdout).toMatchObject({ exitCode: 0, result: { outcome: "healthy", version: "0.1.0" } });
    const pods = place.objects("staging", "pods");
    expect(pods.map(({ spec }) => spec.containers[0].image).sort()).toEqual(
      ["api", "web"].map((service) =>
        expect.stringMatching(`/team/${place.name}-${service}:0\\.1\\.0@sha256:[0-9a-f]{64}$`),
      ),
    );
    const web = pods.find(({ metadata }) => metadata.labels["app.kubernetes.io/component"] === "web");
    expect(kubectl("--namespace", place.namespaces.staging, "exec", `${web?.metadata.name}`, "--", ...asking)).toBe(
      answer,
    );

    const local = await place.chatops("deploy", "--env", "local", "--json", "--yes");
    expect(local.result, local.stdout).toMatchObject({ outcome: "healthy", version: "0.1.0" });
    const container = docker("ps", "--quiet", "--filter", `name=${place.name}-local-web`);
    expect(docker("exec", container, ...asking)).toBe(answer);
  },
  10 * minutes,
);
