import type { KubernetesObject } from "@kubernetes/client-node";

/** What the objects of a small release have in common. */
const release = "chat";
const labels = { "app.kubernetes.io/name": release, "app.kubernetes.io/instance": release };

/** An object of the API, in Kubernetes' own words. */
export type ApiObject = KubernetesObject & { apiVersion: string; kind: string } & Record<string, unknown>;

export interface Chat {
  image: string;
  /** What node runs. */
  script?: string;
  container?: object;
  pod?: object;
  spec?: object;
}

/** Answers everything with the status that the path names, `/404`, else with 200. */
export const answering = `require("node:http").createServer((request, response) => {
  response.statusCode = Number(request.url.slice(1)) || 200;
  response.end();
}).listen(8080);
process.on("SIGTERM", () => process.exit());`;

/** The probe of a path, so impatient that tests need not be patient. */
export const probing = (path: string, more: object = {}) => ({
  httpGet: { path, port: 8080 },
  periodSeconds: 1,
  failureThreshold: 2,
  ...more,
});

const podOf = ({ image, script = answering, container = {}, pod = {} }: Chat) => ({
  metadata: { labels },
  spec: {
    terminationGracePeriodSeconds: 1,
    containers: [
      {
        name: release,
        image,
        command: ["node", "-e", script],
        ports: [{ name: "http", containerPort: 8080 }],
        readinessProbe: probing("/200"),
        ...container,
      },
    ],
    ...pod,
  },
});

const workload = (kind: string, chat: Chat, spec: object): ApiObject => ({
  apiVersion: "apps/v1",
  kind,
  metadata: { name: release, labels },
  spec: { selector: { matchLabels: labels }, template: podOf(chat), ...spec, ...chat.spec },
});

export const deployment = (chat: Chat): ApiObject => workload("Deployment", chat, {});
export const statefulSet = (chat: Chat): ApiObject => workload("StatefulSet", chat, { serviceName: release });
export const daemonSet = (chat: Chat): ApiObject => workload("DaemonSet", chat, {});

export const job = (chat: Chat, annotations: Record<string, string> = {}): ApiObject => {
  const template = podOf({ ...chat, pod: { restartPolicy: "Never", ...chat.pod } });
  return {
    apiVersion: "batch/v1",
    kind: "Job",
    metadata: { name: `${release}-migrate`, annotations, labels },
    spec: { backoffLimit: 0, template: { ...template, metadata: {} }, ...chat.spec },
  };
};

export const service = (spec: object): ApiObject => ({
  apiVersion: "v1",
  kind: "Service",
  metadata: { name: release, labels },
  spec: { selector: labels, ports: [{ port: 80, targetPort: "http" }], ...spec },
});

export const object = (apiVersion: string, kind: string, name: string, more: object): ApiObject => ({
  apiVersion,
  kind,
  metadata: { name },
  ...more,
});
