import { readFileSync } from "node:fs";
import { join } from "node:path";

export const daemonSet = "registry-tunnel";

const script = readFileSync(join(import.meta.dirname, "pod.js"), "utf8");
const labels = { app: daemonSet };

const probe = (port: number) => ({ httpGet: { host: "127.0.0.1", path: "/v2/", port }, timeoutSeconds: 5 });

/** One pod on each node, ready when the sandbox's registry answers on that node's own loopback, at `port`. */
export const manifests = (namespace: string, { port, control }: { port: number; control: number }) => ({
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
                command: ["node", "--eval", script, String(port), String(control)],
                startupProbe: { ...probe(port), periodSeconds: 1, failureThreshold: 600 },
                readinessProbe: { ...probe(port), periodSeconds: 5 },
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
