import { readFileSync } from "node:fs";
import { join } from "node:path";

export const daemonSet = "registry-tunnel";
/** Where the sandbox's end connects to, inside of the pods. */
export const controlPort = 28_461;

const script = readFileSync(join(import.meta.dirname, "pod.js"), "utf8");
const labels = { app: daemonSet };

/** One pod on each node, ready when the sandbox's registry answers on that node's own loopback, at `port`. */
export const manifests = (namespace: string, port: number) => ({
  apiVersion: "v1",
  kind: "List",
  items: [
    {
      apiVersion: "v1",
      kind: "Namespace",
      metadata: { name: namespace, labels: { "pod-security.kubernetes.io/enforce": "privileged" } },
    },
    {
      apiVersion: "apps/v1",
      kind: "DaemonSet",
      metadata: { name: daemonSet, namespace },
      spec: {
        selector: { matchLabels: labels },
        template: {
          metadata: { labels },
          spec: {
            hostNetwork: true,
            automountServiceAccountToken: false,
            enableServiceLinks: false,
            terminationGracePeriodSeconds: 1,
            tolerations: [{ operator: "Exists" }],
            containers: [
              {
                name: "tunnel",
                // The chat server's own base image: the nodes need it anyway.
                image: "node:24-slim",
                command: ["node", "--eval", script, String(port), String(controlPort)],
                readinessProbe: {
                  httpGet: { host: "127.0.0.1", path: "/v2/", port },
                  periodSeconds: 1,
                  timeoutSeconds: 5,
                },
                securityContext: {
                  runAsUser: 65_534,
                  runAsNonRoot: true,
                  allowPrivilegeEscalation: false,
                  readOnlyRootFilesystem: true,
                  capabilities: { drop: ["ALL"] },
                },
              },
            ],
          },
        },
      },
    },
  ],
});
