import { beforeAll, describe, expect, test } from "vitest";
import { applyAndWatch, nodeImage } from "../../../testing/cluster/cluster-rollouts.ts";
import {
  type ApiObject,
  type Chat,
  daemonSet,
  deployment,
  job,
  object,
  probing,
  service,
  statefulSet,
} from "../../../testing/cluster/manifests.ts";
import { ownNamespace } from "../../../testing/cluster/namespaces.ts";
import { noSandbox } from "../../../testing/sandbox/sandbox.ts";
import { isFull } from "../../../testing/setup/short-run.ts";
import type { PromotedImage } from "../../domain/rollout/cluster-state.ts";

let image: PromotedImage = { reference: "", digest: "" };
beforeAll(async () => {
  if (!noSandbox) image = await nodeImage();
});

/** What is rolled out, and how that has to end. */
interface Fault {
  chat?: Partial<Chat>;
  /** What is promoted instead of an image that is there. */
  image?: (reference: string) => string;
  objects?: (chat: Chat) => ApiObject[];
  /** Labels of the namespace. */
  namespace?: Record<string, string>;
  timeoutMs?: number;
  observeMs?: number;
  code: string;
  cause: RegExp;
  evidence: RegExp;
  /** Tried in the short run too. */
  short?: true;
}

const otherTag = (it: string) => it.replace(/:[^/]*$/, ":9.9.9");
const crash = (words: string) => `throw new Error(${JSON.stringify(words)})`;
const env = (valueFrom: object) => ({ container: { env: [{ name: "TOKEN", valueFrom }] } });
const hook = { "helm.sh/hook": "pre-upgrade" };
const secret = object("v1", "Secret", "chat", { stringData: { other: "x" } });

const faults: Record<string, Fault> = {
  "needs a tag that does not exist": {
    image: otherTag,
    code: "image.absent",
    cause: /does not have .*:9\.9\.9$/,
    evidence: /not found/,
    short: true,
  },
  "needs a repository that does not exist": {
    image: (it) => it.replace(/\/[^/]*$/, "/nobody/has:1"),
    code: "image.absent",
    cause: /nobody\/has:1$/,
    evidence: /not found/,
  },
  "has no name of an image": {
    image: () => "https://registry/Chat:1",
    code: "image.invalid-name",
    cause: /"https:\/\/registry\/Chat:1" is not a valid image name/,
    evidence: /invalid reference|couldn't parse/i,
  },
  "crashes at its start": {
    chat: { script: crash("DATABASE_URL is required") },
    code: "start.exits",
    cause: /^chat exits with code 1$/,
    evidence: /^Error: DATABASE_URL is required$/m,
    short: true,
  },
  "crashes some seconds after its start": {
    chat: { script: `setTimeout(() => { ${crash("lost the queue")} }, 5000);` },
    code: "start.exits",
    cause: /^chat exits with code 1$/,
    evidence: /^Error: lost the queue$/m,
  },
  "is ready, and crashes then": {
    chat: {
      script: `require("node:http").createServer((q, r) => r.end()).listen(8080);
setTimeout(() => { ${crash("lost the queue")} }, 3000);`,
    },
    observeMs: 10_000,
    code: "start.exits",
    cause: /^chat was ready, and then ended with code 1$/,
    evidence: /^Error: lost the queue$/m,
    short: true,
  },
  "is ready, and answers 503 then": {
    chat: {
      script: `const begin = Date.now();
require("node:http").createServer((q, r) => r.writeHead(Date.now() - begin < 3000 ? 200 : 503).end()).listen(8080);`,
    },
    observeMs: 10_000,
    code: "probe.readiness",
    cause: /^chat was ready, and then its readiness probe fails: it answers 503 \(GET \/200 on port 8080\)$/,
    evidence: /statuscode: 503/,
  },
  "needs more memory than its limit": {
    chat: {
      script: `console.log("growing");
const all = [];
setInterval(() => all.push(Buffer.alloc(2 ** 24, 1)), 5);`,
      container: { resources: { limits: { memory: "96Mi" } } },
    },
    code: "memory.limit",
    cause: /^chat needs more memory/,
    evidence: /growing|limit 96Mi/,
    short: true,
  },
  "has no program to start": {
    chat: { container: { command: ["serve-it"] } },
    code: "start.no-program",
    cause: /cannot start serve-it$/,
    evidence: /executable file not found/,
  },
  "calls a command that the image lacks": {
    chat: { container: { command: ["sh", "-c", "serve-it"] } },
    code: "start.exits",
    cause: /exits with code 127 \(a command or a shared library is missing\)$/,
    evidence: /serve-it: not found/,
  },
  "answers 404 to its readiness probe": {
    // Without a startup probe it may still be loading for half a minute.
    chat: { container: { readinessProbe: probing("/404"), startupProbe: probing("/200") } },
    code: "probe.readiness",
    cause: /its readiness probe fails: it answers 404 \(GET \/404 on port 8080\)$/,
    evidence: /Readiness probe failed: HTTP probe failed with statuscode: 404/,
    short: true,
  },
  "is ended by its liveness probe": {
    chat: { container: { livenessProbe: probing("/500") } },
    code: "probe.liveness",
    cause: /ended (again and again )?by its liveness probe: it answers 500 \(GET \/500 on port 8080\)$/,
    evidence: /Liveness probe failed/,
    short: true,
  },
  "asks by a command that the image lacks whether it is ready": {
    chat: { container: { readinessProbe: { exec: { command: ["ask-it"] }, periodSeconds: 1 } } },
    code: "probe.readiness",
    cause: /its command ask-it is not in the image$/,
    evidence: /Readiness probe errored/,
  },
  "fills its heap": {
    chat: { container: { command: ["node", "--max-old-space-size=30", "-e", "const a = []; for (;;) a.push({ a })"] } },
    code: "memory.heap",
    cause: /^the heap of chat is full$/,
    evidence: /heap out of memory/,
  },
  "needs a tag that does not exist, as a StatefulSet": {
    image: otherTag,
    objects: (chat) => [statefulSet(chat)],
    code: "image.absent",
    cause: /:9\.9\.9$/,
    evidence: /not found/,
  },
  "needs a tag that does not exist, as a DaemonSet": {
    image: otherTag,
    objects: (chat) => [daemonSet(chat)],
    code: "image.absent",
    cause: /:9\.9\.9$/,
    evidence: /not found/,
  },
  "mounts a folder that is not there": {
    chat: {
      pod: { volumes: [{ name: "data", hostPath: { path: "/nope", type: "Directory" } }] },
      container: { volumeMounts: [{ name: "data", mountPath: "/data" }] },
    },
    code: "volume.mount",
    cause: /cannot mount the volume data$/,
    evidence: /is not a directory/,
  },
  "is ended by its startup probe": {
    chat: { container: { startupProbe: probing("/503") } },
    code: "probe.startup",
    cause: /by its startup probe: it answers 503 \(GET \/503 on port 8080\)$/,
    evidence: /Startup probe failed/,
  },
  "needs a Secret that does not exist": {
    chat: env({ secretKeyRef: { name: "chat", key: "token" } }),
    code: "configuration.absent",
    cause: /needs the Secret chat, which does not exist$/,
    evidence: /secret "chat" not found/,
  },
  "needs a key that its Secret does not have": {
    chat: env({ secretKeyRef: { name: "chat", key: "token" } }),
    objects: (chat) => [secret, deployment(chat)],
    code: "configuration.key",
    cause: /the Secret chat has no key token$/,
    evidence: /couldn't find key token in Secret/,
  },
  "needs a ConfigMap that does not exist": {
    chat: env({ configMapKeyRef: { name: "settings", key: "level" } }),
    code: "configuration.absent",
    cause: /needs the ConfigMap settings, which does not exist$/,
    evidence: /configmap "settings" not found/,
  },
  "mounts a Secret that does not exist": {
    chat: {
      pod: { volumes: [{ name: "keys", secret: { secretName: "keys" } }] },
      container: { volumeMounts: [{ name: "keys", mountPath: "/keys" }] },
    },
    code: "configuration.absent",
    cause: /needs the Secret keys, which does not exist$/,
    evidence: /secret "keys" not found/,
  },
  "must not run as root, and would": {
    chat: { pod: { securityContext: { runAsNonRoot: true } } },
    code: "configuration.root-user",
    cause: /must not run as root, but its image will run as root$/,
    evidence: /runAsNonRoot/,
  },
  "wants more processors than any node has": {
    chat: { container: { resources: { requests: { cpu: "999" } } } },
    code: "scheduling.unschedulable",
    cause: /no node can take chat: .*Insufficient cpu/,
    evidence: /Insufficient cpu/,
    short: true,
  },
  "wants a node that does not exist": {
    chat: { pod: { nodeSelector: { disk: "golden" } } },
    code: "scheduling.unschedulable",
    cause: /didn't match Pod's node affinity\/selector/,
    evidence: /node affinity\/selector/,
  },
  "wants a node with a taint": {
    chat: { pod: { nodeSelector: { "kubernetes.io/hostname": "control-plane" } } },
    code: "scheduling.unschedulable",
    cause: /untolerated taint/,
    evidence: /^control-plane: taint node-role.kubernetes.io\/control-plane:NoSchedule$/m,
  },
  "mounts a claim that does not exist": {
    chat: { pod: { volumes: [{ name: "data", persistentVolumeClaim: { claimName: "data" } }] } },
    code: "volume.claim-absent",
    cause: /the PersistentVolumeClaim data does not exist$/,
    evidence: /persistentvolumeclaim "data" not found/,
  },
  "wants a StorageClass that does not exist": {
    objects: (chat) => [
      statefulSet({
        ...chat,
        spec: {
          volumeClaimTemplates: [
            {
              metadata: { name: "data" },
              spec: {
                storageClassName: "golden",
                accessModes: ["ReadWriteOnce"],
                resources: { requests: { storage: "1Mi" } },
              },
            },
          ],
        },
      }),
    ],
    code: "volume.claim-pending",
    cause: /the StorageClass golden of the claim data-chat-0 does not exist$/,
    evidence: /storageclass\.storage\.k8s\.io "golden" not found/,
    short: true,
  },
  "is more than its quota has room for": {
    chat: { container: { resources: { requests: { cpu: "100m" } } } },
    objects: (chat) => [
      object("v1", "ResourceQuota", "small", { spec: { hard: { "requests.cpu": "50m" } } }),
      deployment(chat),
    ],
    code: "admission.quota",
    cause: /chat gets no pods: the quota small has no room for requests.cpu=100m$/,
    evidence: /exceeded quota: small/,
    short: true,
  },
  "violates the Pod Security level of its namespace": {
    namespace: { "pod-security.kubernetes.io/enforce": "restricted" },
    code: "admission.pod-security",
    cause: /violate the Pod Security level restricted:latest/,
    evidence: /allowPrivilegeEscalation/,
    short: true,
  },
  "names a ServiceAccount that does not exist": {
    chat: { pod: { serviceAccountName: "nobody" } },
    code: "admission.service-account",
    cause: /the ServiceAccount nobody does not exist$/,
    evidence: /serviceaccount "nobody" not found/,
  },
  "has a Job that fails": {
    objects: (chat) => [deployment(chat), job({ ...chat, script: crash("no such table") })],
    code: "hook.job-failed",
    cause: /^the Job chat-migrate failed: it exits with code 1$/,
    evidence: /^Error: no such table$/m,
  },
  "has a hook that fails": {
    objects: (chat) => [job({ ...chat, script: crash("no such table") }, hook), deployment(chat)],
    // Helm would wait for it.
    observeMs: 60_000,
    code: "hook.failed",
    cause: /^the hook chat-migrate failed: it exits with code 1$/,
    evidence: /^Error: no such table$/m,
    short: true,
  },
  "has an init container that fails": {
    chat: {
      pod: { initContainers: [{ name: "wait", image: "IMAGE", command: ["node", "-e", crash("no settings")] }] },
    },
    code: "start.exits",
    cause: /^the init container wait of chat exits with code 1$/,
    evidence: /^Error: no settings$/m,
  },
  "has an init container that waits for ever": {
    chat: {
      pod: {
        initContainers: [
          {
            name: "wait",
            image: "IMAGE",
            command: ["node", "-e", `setInterval(() => console.log("waiting for chat-dbb:5432"), 500)`],
          },
        ],
      },
    },
    timeoutMs: 10_000,
    code: "start.waits",
    cause: /^the init container wait of chat has not ended; the last that it said: waiting for chat-dbb:5432$/,
    evidence: /wait runs, and all that comes after it waits$/m,
  },
  "writes more than its folder may hold": {
    chat: {
      script: `require("node:fs").writeFileSync("/data/all", Buffer.alloc(2 ** 23)); setInterval(() => {}, 1000);`,
      pod: { volumes: [{ name: "data", emptyDir: { sizeLimit: "1Mi" } }] },
      container: { volumeMounts: [{ name: "data", mountPath: "/data" }] },
    },
    timeoutMs: 300_000,
    code: "volume.limit",
    cause: /^chat writes more than it may, and is evicted for that$/,
    evidence: /Evicted: Usage of EmptyDir volume "data" exceeds the limit "1Mi"/,
  },
  "has a native sidecar that fails": {
    chat: {
      pod: {
        initContainers: [
          { name: "proxy", image: "IMAGE", restartPolicy: "Always", command: ["node", "-e", crash("no certificate")] },
        ],
      },
    },
    code: "start.exits",
    cause: /^the sidecar proxy of chat (exits|was ready, and then ended) with code 1$/,
    evidence: /^Error: no certificate$/m,
    short: true,
  },
  "waits for a readiness gate": {
    chat: { pod: { readinessGates: [{ conditionType: "example.com/registered" }] } },
    timeoutMs: 10_000,
    code: "probe.readiness-gate",
    cause: /^chat runs, but its readiness gate example.com\/registered is not open$/,
    evidence: /nothing has set it$/,
  },
  "is paused": {
    chat: { spec: { paused: true } },
    code: "image.not-promoted",
    cause: /^chat is paused, so nothing of this version is started$/,
    evidence: /spec\.paused is true/,
  },
  "needs a pull Secret that does not exist": {
    image: otherTag,
    chat: { pod: { imagePullSecrets: [{ name: "regcred" }] } },
    code: "image.absent",
    cause: /:9\.9\.9; its pull Secret regcred does not exist$/,
    evidence: /Unable to retrieve some image pull secrets \(regcred\)/,
    short: true,
  },
  "has a hook whose image does not exist": {
    image: otherTag,
    objects: (chat) => [job(chat, hook)],
    code: "image.absent",
    cause: /:9\.9\.9$/,
    evidence: /not found/,
  },
  "has a Service to a port of another name": {
    objects: (chat) => [service({ ports: [{ port: 80, targetPort: "web" }] }), deployment(chat)],
    code: "network.port-name",
    cause: /the Service chat leads to the port "web", which no container has$/,
    evidence: /targetPort web; ports of the containers: http$/,
    short: true,
  },
  "has a Service to a port that nobody answers": {
    objects: (chat) => [service({ ports: [{ port: 80, targetPort: 9999 }] }), deployment(chat)],
    code: "network.port",
    cause: /^nothing answers on port 9999, where the Service chat leads$/,
    evidence: /: connection refused on port 9999\nits probes ask port 8080$/,
    short: true,
  },
  "has a Service that selects nothing": {
    objects: (chat) => [service({ selector: { app: "other" } }), deployment(chat)],
    code: "network.selects-nothing",
    cause: /the Service chat selects no pod$/,
    evidence: /selects app=other$/,
  },
  "runs another image than the promoted one": {
    objects: (chat) => [deployment({ ...chat, image: image.reference.replace(/@.*$/, "") })],
    code: "image.not-promoted",
    cause: /instead of what was promoted$/,
    evidence: /^chat-.*: \S+$/,
  },
};

const chosen = Object.entries(faults).filter(([, { short }]) => isFull || short);

describe("a rollout that", () => {
  test.each(chosen)("%s: the cause is named", async (_, { namespace, code, cause, evidence, ...fault }) => {
    const { chat, objects = (it) => [deployment(it)], image: other, timeoutMs, observeMs } = fault;
    const promoted = other ? { reference: other(image.reference), digest: "" } : image;
    const all = JSON.parse(
      JSON.stringify(objects({ image: promoted.reference, ...chat })).replaceAll("IMAGE", promoted.reference),
    );
    const { verdict } = await applyAndWatch(await ownNamespace(namespace), all, promoted, timeoutMs, observeMs);
    expect(verdict?.code).toBe(code);
    expect(verdict?.cause).toMatch(cause);
    expect(verdict?.evidence.join("\n")).toMatch(evidence);
  });
});
