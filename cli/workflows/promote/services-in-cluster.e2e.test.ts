import { rmSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { type ClusterProject, clusterProject, kubectl, type Stage } from "../../../testing/cluster/cluster-project.ts";
import { historyOf } from "../../../testing/cluster/promotion-checks.ts";
import { type Files, read } from "../../../testing/fixtures/folder.ts";
import { plainServer, quickServer } from "../../../testing/fixtures/sample-projects.ts";
import { sandbox } from "../../../testing/sandbox/sandbox.ts";
import { ownServers } from "../../../testing/servers/own-servers.ts";
import { full } from "../../../testing/setup/short-run.ts";

const own = ownServers();

/** A Deployment of one pod, which runs this image and is ready once its port answers. */
const deployment = (name: string, image: string, port = 3000) => `apiVersion: apps/v1
kind: Deployment
metadata: { name: "{{ .Release.Name }}-${name}" }
spec:
  selector: { matchLabels: { app: "{{ .Release.Name }}-${name}" } }
  template:
    metadata: { labels: { app: "{{ .Release.Name }}-${name}" } }
    spec:
      terminationGracePeriodSeconds: 1
      containers:
        - name: ${name}
          image: "${image}"
          env: [{ name: PORT, value: "${port}" }]
          readinessProbe: { tcpSocket: { port: ${port} }, periodSeconds: 1 }
`;

const keysOf = (service: string) =>
  `{{ .Values.${service}.image.repository }}:{{ .Values.${service}.image.tag }}@{{ .Values.${service}.image.digest }}`;

const chart = (name: string): Files => ({
  "chart/Chart.yaml": `apiVersion: v2\nname: ${name}\nversion: 0.1.0\n`,
  "chart/values.yaml": "web: {}\nworker: { enabled: true }\n",
  "chart/templates/web.yaml": deployment("web", keysOf("web")),
  "chart/templates/worker.yaml": `{{ if .Values.worker.enabled }}\n${deployment("worker", keysOf("worker"))}{{ end }}\n`,
  "chart/templates/redis.yaml": deployment("redis", "redis:7-bookworm", 6379),
  "prod.yaml": "worker: { enabled: false }\n",
});

const services = ["web", "worker"];
const imageOf = (place: ClusterProject, service: string, folder = "team") =>
  `${sandbox().registry}/${folder}/${place.name}-${service}`;

/** A project of two programs and Redis, which one chart runs. In production the worker is off, and images have names of their own. */
async function withServices() {
  const place = await clusterProject({ publish: { charts: own.charts, registry: sandbox().registry } });
  for (const namespace of Object.values(place.namespaces))
    kubectl("label", "namespace", namespace, "pod-security.kubernetes.io/enforce-", "--overwrite");
  rmSync(join(place.directory, "chart"), { recursive: true });
  const { image: _, environments, ...config } = JSON.parse(read(place.directory, "chatops.yaml"));
  const named = (folder: string) => services.map((service) => [service, imageOf(place, service, folder)] as const);
  environments.prod.kubernetes.values = ["prod.yaml"];
  environments.prod.images = Object.fromEntries(named("production"));
  const built = named("team").map(([service, image]) => [service, { image, build: { context: service } }] as const);
  const settings = { ...config, environments, services: Object.fromEntries(built) };
  place.commit({ ...chart(place.name), "chatops.yaml": settings, "web/Dockerfile": quickServer.Dockerfile ?? "" });
  const release = async (worker: string): Promise<string> => {
    place.commit({
      "web/server.js": plainServer,
      "worker/Dockerfile": quickServer.Dockerfile ?? "",
      "worker/server.js": worker,
    });
    const { result, stdout } = await place.chatops("release", "--json");
    expect(result, stdout).toMatchObject({ outcome: "released", images: services.map((service) => ({ service })) });
    return result.version;
  };
  return { ...place, release };
}

/** The images of the pods that are to stay. */
const running = (place: ClusterProject, stage: Stage) =>
  place
    .objects(stage, "pods")
    .filter(({ metadata }) => !metadata.deletionTimestamp)
    .map(({ spec }): string => spec.containers[0].image)
    .sort();

const pinned = (name: string, version: string) => expect.stringMatching(`^${name}:${version}@sha256:[0-9a-f]{64}$`);

full(
  "one chart runs each service by its own image, goes back with all of them, and runs copies elsewhere",
  async () => {
    const place = await withServices();
    const version = await place.release(plainServer);
    const all = ["redis:7-bookworm", ...services.map((service) => pinned(imageOf(place, service), version))];
    const first = await place.promote("--env", "staging");
    expect(first, first.stdout).toMatchObject({ exitCode: 0, result: { outcome: "healthy", version } });
    expect(running(place, "staging").sort()).toEqual(expect.arrayContaining(all));
    const images = services.map((service) => ({ service, image: pinned(imageOf(place, service), version) }));
    expect(historyOf(place).at(-1)).toMatchObject({ outcome: "healthy", image: images[0]?.image, images });
    expect(await place.promote("--env", "staging")).toMatchObject({ result: { outcome: "unchanged" } });
    expect(await place.chatops("trace", version, "--env", "staging", "--json")).toMatchObject({ exitCode: 0 });

    await place.release('throw new Error("the worker has no queue");\n');
    const failed = await place.promote("--env", "staging");
    const verdict = { code: "start.exits", cause: expect.stringContaining(`${place.name}-worker`) };
    const aftermath = { did: "rolledBack", version };
    expect(failed, failed.stdout).toMatchObject({ exitCode: 21, result: { outcome: "failed", verdict, aftermath } });
    expect(running(place, "staging").sort()).toEqual(expect.arrayContaining(all));

    const copied = await place.promote("--env", "prod", "--version", version);
    expect(copied, copied.stdout).toMatchObject({ exitCode: 0, result: { outcome: "healthy" } });
    expect(copied.stderr + copied.stdout).toContain("the chart does not run worker");
    expect(running(place, "prod")).toEqual(
      expect.arrayContaining([pinned(imageOf(place, "web", "production"), version), "redis:7-bookworm"]),
    );
    const back = await place.chatops("status", "--json");
    expect(JSON.parse(back.stdout).environments).toMatchObject([{ state: "healthy" }, { state: "healthy" }]);
  },
);
