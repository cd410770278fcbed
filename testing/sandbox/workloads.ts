/** A server that answers with the name of its node, two of it, one on each worker, behind a load balancer. */
export const webServer = (image: string) => [
  {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "web" },
    spec: {
      replicas: 2,
      selector: { matchLabels: { app: "web" } },
      template: {
        metadata: { labels: { app: "web" } },
        spec: {
          topologySpreadConstraints: [
            {
              maxSkew: 1,
              topologyKey: "kubernetes.io/hostname",
              whenUnsatisfiable: "DoNotSchedule",
              nodeTaintsPolicy: "Honor",
              labelSelector: { matchLabels: { app: "web" } },
            },
          ],
          containers: [{ ...container(image, serve), ports: [{ containerPort: 8080 }] }],
        },
      },
    },
  },
  {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name: "web" },
    spec: { type: "LoadBalancer", selector: { app: "web" }, ports: [{ port: 80, targetPort: 8080 }] },
  },
];

/** A pod that adds its name to a file of a volume, and the claim for it. */
export const writer = (name: string) => [
  {
    apiVersion: "v1",
    kind: "PersistentVolumeClaim",
    metadata: { name: "data" },
    spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } } },
  },
  {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name },
    spec: {
      terminationGracePeriodSeconds: 0,
      securityContext: { runAsUser: 1000, fsGroup: 1000 },
      containers: [{ ...container("node:24-slim", write(name)), volumeMounts: [{ name: "data", mountPath: "/data" }] }],
      volumes: [{ name: "data", persistentVolumeClaim: { claimName: "data" } }],
    },
  },
];

// Each request is a connection of its own, so that it may go to another pod than the one before.
const serve =
  'require("node:http").createServer((_, answer) => answer.setHeader("connection", "close").end(process.env.NODE)).listen(8080)';
const write = (line: string) => `fs.appendFileSync("/data/lines", "${line}\\n"); setInterval(() => {}, 1000)`;

const container = (image: string, script: string) => ({
  name: "main",
  image,
  command: ["node", "--eval", script],
  env: [{ name: "NODE", valueFrom: { fieldRef: { fieldPath: "spec.nodeName" } } }],
});
