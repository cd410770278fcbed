import { describe, expect, test } from "vitest";
import { chartOf, containerOf, helm, helmMajors, podsOf, rendered, specOf } from "../../../testing/cluster/helm.ts";
import type { Files } from "../../../testing/fixtures/folder.ts";
import { express, minimal, typescriptWithRedis, websockets } from "../../../testing/fixtures/sample-projects.ts";
import { needs } from "../../../testing/setup/needs-programs.ts";

needs("helm");

/** What is off, or different, unless somebody asks for it. */
const everything = {
  replicaCount: 2,
  env: { GREETING: "hello" },
  envFromSecrets: ["keys"],
  image: { tag: "1.2.3", digest: `sha256:${"a".repeat(64)}`, pullSecrets: ["registry"] },
  service: { name: "front", type: "NodePort", externalPort: 8000, internalPort: 9000, annotations: { team: "web" } },
  ingress: { enabled: true, className: "nginx", host: "shop.example.com", tlsSecret: "tls" },
  hpa: { enabled: true, minReplicas: 2, maxReplicas: 5 },
  serviceAccount: { annotations: { role: "shop" } },
  writablePaths: ["/tmp", "/data"],
  podAnnotations: { a: "b" },
  nodeSelector: { disk: "ssd" },
  tolerations: [{ key: "spot", operator: "Exists" }],
};

const render = async (files: Files, values: object = {}) => rendered(3, await chartOf(files), values);

/** What Pod Security asks for at its level `restricted`, and more: nothing is written, and no token is there to be stolen. */
const restrictedPod = {
  automountServiceAccountToken: false,
  securityContext: { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } },
};
const restrictedContainer = {
  allowPrivilegeEscalation: false,
  readOnlyRootFilesystem: true,
  capabilities: { drop: ["ALL"] },
};

const shapes = {
  "a web server": express,
  "one with Redis": typescriptWithRedis,
  "one with websockets": websockets,
  "the least there is": minimal,
};

describe.each(Object.entries(shapes))("the chart of %s", (_, files) => {
  test("is in order for both Helms, which make the same of it", async () => {
    const chart = await chartOf(files);
    for (const major of helmMajors) expect(await helm(major, "lint", "--strict", chart)).toContain("0 chart(s) failed");
    for (const values of [{}, everything]) {
      const [ofHelm3, ofHelm4] = await Promise.all(helmMajors.map((major) => rendered(major, chart, values)));
      expect(ofHelm3).toEqual(ofHelm4);
    }
  });

  test("starts no pod with a right that it does not need", async () => {
    const pods = podsOf(await render(files, everything));
    expect(pods.length).toBeGreaterThan(1);
    for (const pod of pods) {
      expect(pod).toMatchObject(restrictedPod);
      for (const { securityContext } of pod.containers) expect(securityContext).toEqual(restrictedContainer);
    }
  });
});

describe("the values of the chart", () => {
  test("say what probes ask; where no path is known, they ask the port", async () => {
    const asks = (path: string) => ({ httpGet: { path, port: "http" } });
    expect(containerOf(await render(typescriptWithRedis), "Deployment")).toMatchObject({
      startupProbe: asks("/livez"),
      readinessProbe: asks("/readyz"),
      livenessProbe: asks("/livez"),
    });
    const port = { tcpSocket: { port: "http" } };
    const unknown = { startupProbe: port, readinessProbe: port, livenessProbe: port };
    expect(containerOf(await render(minimal), "Deployment")).toMatchObject(unknown);
  });

  test("name the service and its ports, which the program, the Ingress and the test follow", async () => {
    const manifests = await render(express, everything);
    const service = manifests.find(({ kind }) => kind === "Service");
    expect(service?.metadata.name).toBe("front");
    expect(service?.spec).toMatchObject({ type: "NodePort", ports: [{ port: 8000, targetPort: "http" }] });
    const { ports, env } = containerOf(manifests, "Deployment");
    expect(ports).toEqual([{ name: "http", containerPort: 9000 }]);
    expect(env).toContainEqual({ name: "PORT", value: "9000" });
    expect(JSON.stringify(specOf(manifests, "Ingress"))).toContain('{"name":"front","port":{"name":"http"}}');
    expect(JSON.stringify(specOf(manifests, "Pod"))).toContain("http://front:8000");
  });

  test("pin what runs by its digest", async () => {
    const { image } = containerOf(await render(express, everything), "Deployment");
    expect(image).toBe(`shop:1.2.3@${everything.image.digest}`);
  });

  test("spread replicas over nodes, and keep some of them while nodes are drained", async () => {
    const manifests = await render(express);
    const { replicas, template } = specOf(manifests, "Deployment");
    const [constraint] = template?.spec.topologySpreadConstraints ?? [];
    expect(replicas).toBe(3);
    expect(constraint).toMatchObject({
      maxSkew: 1,
      topologyKey: "kubernetes.io/hostname",
      matchLabelKeys: ["pod-template-hash"],
    });
    expect(template?.metadata.labels).toMatchObject(constraint?.labelSelector.matchLabels ?? expect.fail("no labels"));
    expect(specOf(manifests, "PodDisruptionBudget")).toEqual({
      maxUnavailable: 1,
      selector: constraint?.labelSelector,
    });
  });

  test("leave the number of replicas to the autoscaler where there is one", async () => {
    const manifests = await render(express, everything);
    expect(specOf(manifests, "Deployment")).not.toHaveProperty("replicas");
    expect(specOf(manifests, "HorizontalPodAutoscaler")).toMatchObject({ minReplicas: 2, maxReplicas: 5 });
  });

  test.each(helmMajors)("are refused by Helm %i where the schema does not know them", async (major) => {
    const chart = await chartOf(express);
    for (const value of ["servce.name=x", "service.externalPort=0", "env.PORT=1"]) {
      const work = helm(major, "template", "shop", chart, "--set", value);
      await expect(work, value).rejects.toThrow("don't meet the specifications of the schema");
    }
  });
});

describe("the Redis of the chart", () => {
  const password = { secretKeyRef: { name: "shop-redis", key: "password" } };

  test("keeps its data on a volume, and takes its password from the Secret", async () => {
    const manifests = await render(typescriptWithRedis, { redis: { auth: true } });
    expect(specOf(manifests, "StatefulSet")).toMatchObject({ volumeClaimTemplates: [{ metadata: { name: "data" } }] });
    const { volumeMounts, env } = containerOf(manifests, "StatefulSet");
    expect(volumeMounts).toContainEqual({ name: "data", mountPath: "/data" });
    expect(env).toContainEqual({ name: "REDISCLI_AUTH", valueFrom: password });
    // In this order: Kubernetes knows only the variables above.
    expect(containerOf(manifests, "Deployment").env.slice(-2)).toEqual([
      { name: "REDIS_PASSWORD", valueFrom: password },
      { name: "REDIS_URL", value: "redis://:$(REDIS_PASSWORD)@shop-redis:6379" },
    ]);
  });

  test("gives way to another one", async () => {
    const manifests = await render(typescriptWithRedis, { redis: { enabled: false, host: "cache.example.com" } });
    expect(manifests.filter(({ metadata }) => metadata.name.includes("redis"))).toEqual([]);
    expect(JSON.stringify(containerOf(manifests, "Deployment").env)).toContain("cache.example.com:6379");
  });
});
