import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { kubectl, ownNamespace } from "../../../testing/cluster/cluster-project.ts";
import {
  chartOf,
  containerOf,
  helm,
  helmMajors,
  manifestsIn,
  podsOf,
  rendered,
  specOf,
  valuesFile,
} from "../../../testing/cluster/helm.ts";
import { severalExamples } from "../../../testing/fixtures/examples.ts";
import { type Files, folder, read } from "../../../testing/fixtures/folder.ts";
import {
  everyService,
  express,
  minimal,
  typescriptWithRedis,
  websockets,
} from "../../../testing/fixtures/sample-projects.ts";
import { needs } from "../../../testing/setup/needs-programs.ts";
import { full } from "../../../testing/setup/short-run.ts";

needs("helm");

/** What is off, or different, unless somebody asks for it. */
const everything = {
  replicaCount: 2,
  env: { GREETING: "hello" },
  envFromSecrets: ["keys"],
  image: { tag: "1.2.3", digest: `sha256:${"a".repeat(64)}`, pullSecrets: ["registry"] },
  service: { name: "front", type: "NodePort", externalPort: 8000, internalPort: 9000, annotations: { team: "web" } },
  expose: "ingress",
  host: "shop.example.com",
  ingress: { className: "nginx", tlsSecret: "tls" },
  networkPolicy: { enabled: true, from: [{ namespaceSelector: { matchLabels: { name: "ingress" } } }] },
  telemetry: { otlpEndpoint: "http://collector:4318", datadog: true },
  secrets: { external: { keys: { store: { name: "vault" }, keys: { API_KEY: { key: "shop", property: "api" } } } } },
  hpa: { enabled: true, minReplicas: 2, maxReplicas: 5 },
  serviceAccount: { annotations: { role: "shop" } },
  writablePaths: ["/tmp", "/data"],
  podAnnotations: { a: "b" },
  nodeSelector: { disk: "ssd" },
  tolerations: [{ key: "spot", operator: "Exists" }],
};

const render = async (files: Files, values: object = {}) => rendered(3, await chartOf(files), values);

/** What the API server says of objects that it is only asked about. */
const applied = (namespace: string, text: string) => {
  const file = join(folder({ "all.yaml": text }), "all.yaml");
  return kubectl("--namespace", namespace, "apply", "--dry-run=server", "--filename", file);
};

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
  "one with every service": everyService,
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

describe.each(severalExamples().map(({ name, files }) => [name, files] as const))("the chart of %s", (_, files) => {
  test("is in order for both Helms, with and without what is off", async () => {
    const chart = await chartOf(files);
    // A service that is the only one has its values at the top.
    const values: Record<string, { image?: object }> = parse(read(chart, "values.yaml"));
    const names = Object.keys(values).filter((name) => values[name]?.image);
    const all = names.length > 0 ? Object.fromEntries(names.map((name) => [name, everything])) : everything;
    for (const major of helmMajors) expect(await helm(major, "lint", "--strict", chart)).toContain("0 chart(s) failed");
    for (const given of [{}, all]) {
      const [ofHelm3, ofHelm4] = await Promise.all(helmMajors.map((major) => rendered(major, chart, given)));
      expect(ofHelm3).toEqual(ofHelm4);
      const objects = ofHelm3?.map(({ kind, metadata }) => `${kind} ${metadata.name}`) ?? [];
      if (given !== all) expect(new Set(objects).size).toBe(objects.length);
      for (const pod of podsOf(ofHelm3 ?? [])) expect(pod).toMatchObject(restrictedPod);
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

  test("let a program that is not root listen at a port below 1024", async () => {
    const podAt = async (internalPort: number) =>
      specOf(await render(express, { service: { internalPort } }), "Deployment").template?.spec;
    expect(await podAt(1024)).not.toHaveProperty("securityContext.sysctls");
    const allowed = { name: "net.ipv4.ip_unprivileged_port_start", value: "0" };
    expect(await podAt(80)).toMatchObject({ securityContext: { sysctls: [allowed] } });
  });

  test("say by which way it is reached from outside", async () => {
    const kindsBy = async (expose: string) =>
      (await render(express, { expose, gateway: { name: "front" } })).map(({ kind }) => kind);
    expect(await kindsBy("service")).not.toContain("Ingress");
    expect(await kindsBy("ingress")).toContain("Ingress");
    const manifests = await render(express, { expose: "gateway", host: "a.example.com", gateway: { name: "front" } });
    expect(manifests.map(({ kind }) => kind)).not.toContain("Ingress");
    expect(specOf(manifests, "HTTPRoute")).toEqual({
      parentRefs: [{ name: "front" }],
      hostnames: ["a.example.com"],
      rules: [
        {
          matches: [{ path: { type: "PathPrefix", value: "/" } }],
          backendRefs: [{ name: "shop", port: 80 }],
        },
      ],
    });
    const work = helm(4, "template", "shop", await chartOf(express), "--set", "expose=gateway");
    await expect(work).rejects.toThrow("gateway.name is needed for expose: gateway");
  });

  test("tell collectors of the program, but for what `env` says itself", async () => {
    const telemetry = { otlpEndpoint: "http://collector:4318", datadog: true };
    const values = { telemetry, env: { OTEL_SERVICE_NAME: "other", DD_ENV: "prod" } };
    const manifests = await render(express, values);
    const { env } = containerOf(manifests, "Deployment");
    expect(env).toContainEqual({ name: "OTEL_EXPORTER_OTLP_ENDPOINT", value: telemetry.otlpEndpoint });
    expect(env).toContainEqual({ name: "DD_AGENT_HOST", valueFrom: { fieldRef: { fieldPath: "status.hostIP" } } });
    const names = env.map((variable) => (variable as { name: string }).name);
    expect(new Set(names).size).toBe(names.length);
    expect(env).toContainEqual({ name: "OTEL_SERVICE_NAME", value: "other" });
    const { template } = specOf(manifests, "Deployment");
    expect(template?.metadata.labels).toMatchObject({ "tags.datadoghq.com/service": "shop" });
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

const services = ["redis", "postgres", "mysql", "mongodb", "rabbitmq", "memcached", "nats"];
const withPasswords = ["postgres", "mysql", "mongodb", "rabbitmq", "nats"];
const elsewhere = (name: string) => ({
  enabled: false,
  external: { host: `${name}.example.com`, secret: `${name}-keys` },
});

/** No service in the chart, nothing beside the program. */
const nothing = {
  ...Object.fromEntries(withPasswords.map((name) => [name, elsewhere(name)])),
  redis: { enabled: false, host: "redis.example.com", auth: false },
  memcached: { enabled: false, external: { host: "memcached.example.com" } },
  migration: { enabled: false },
  workers: { worker: null, clock: null },
};

/** A pod as it is without what is made for it: its account, and the volume of a StatefulSet. */
function byItself(pod: ReturnType<typeof podsOf>[number]) {
  const {
    serviceAccountName: _,
    volumes = [],
    ...spec
  } = pod as typeof pod & {
    serviceAccountName?: string;
    volumes?: { name: string }[];
  };
  const hasData = volumes.some(({ name }) => name === "data");
  return { ...spec, volumes: hasData ? volumes : [...volumes, { name: "data", emptyDir: {} }] };
}

describe("the services of the chart", () => {
  test("run as somebody, with a headless Service, on a volume, and are told by the Secret", async () => {
    const manifests = await render(everyService);
    const names = (kind: string) => manifests.filter((one) => one.kind === kind).map(({ metadata }) => metadata.name);
    expect(names("StatefulSet").sort()).toEqual(services.map((name) => `shop-${name}`).sort());
    for (const name of withPasswords) {
      const service = manifests.find(({ kind, metadata }) => kind === "Service" && metadata.name === `shop-${name}`);
      expect(service?.spec).toMatchObject({ clusterIP: "None" });
      const { env } = containerOf(manifests, "Deployment");
      expect(env).toContainEqual({
        name: `${name.toUpperCase()}_PASSWORD`,
        valueFrom: { secretKeyRef: { name: `shop-${name}`, key: "password" } },
      });
    }
    expect(JSON.stringify(containerOf(manifests, "Deployment").env)).toContain(
      '"postgresql://app:$(POSTGRES_PASSWORD)@shop-postgres:5432/app"',
    );
  });

  test("give way to others, which a Secret tells", async () => {
    const manifests = await render(everyService, {
      ...nothing,
      mongodb: { enabled: false, external: { secret: "mongodb-keys", urlKey: "uri" } },
    });
    expect(manifests.filter(({ kind }) => kind === "StatefulSet" || kind === "NetworkPolicy")).toEqual([]);
    const { env } = containerOf(manifests, "Deployment");
    expect(env).toContainEqual({
      name: "POSTGRES_URL",
      value: expect.stringContaining("@postgres.example.com:5432/app"),
    });
    const uri = { secretKeyRef: { name: "mongodb-keys", key: "uri" } };
    expect(env).toContainEqual({ name: "MONGODB_SECRET_URL", valueFrom: uri });
    expect(env).toContainEqual({ name: "MONGODB_URI", value: "$(MONGODB_SECRET_URL)" });
  });

  test("need a host and a Secret where they are elsewhere", async () => {
    const chart = await chartOf(everyService);
    const work = helm(4, "template", "shop", chart, "--set", "postgres.enabled=false");
    await expect(work).rejects.toThrow("postgres.external.secret is needed where postgres.enabled is false");
  });

  full("are taken by a namespace that is restricted, with every part on and off", async () => {
    const chart = await chartOf(everyService);
    const namespace = "chatops-test-restricted-services";
    ownNamespace(namespace);
    // The operator of these is not in the cluster.
    const known = { ...everything, secrets: {} };
    for (const values of [{}, known, nothing]) {
      const text = await helm(4, "template", "shop", chart, "--namespace", namespace, "--values", valuesFile(values));
      expect(applied(namespace, text)).toContain("deployment.apps/shop");
      const pods = podsOf(manifestsIn(text)).map((spec, index) =>
        JSON.stringify({ apiVersion: "v1", kind: "Pod", metadata: { name: `pod-${index}` }, spec: byItself(spec) }),
      );
      expect(pods.length).toBeGreaterThan(1);
      expect(applied(namespace, pods.join("\n---\n"))).toContain("pod/pod-0");
    }
  });
});

describe("the migration and the workers of the chart", () => {
  test("run the program's image with its variables, the migration when its database is there", async () => {
    const manifests = await render(everyService, everything);
    const { image, env } = containerOf(manifests, "Deployment");
    const [migration] = manifests.filter(({ kind }) => kind === "Job");
    expect(migration?.metadata).toMatchObject({ annotations: { "helm.sh/hook": "post-install,pre-upgrade" } });
    const { initContainers = [], containers = [] } = migration?.spec?.template?.spec ?? {};
    expect(initContainers.map(({ name }) => name)).toEqual(["wait-for-postgres", "wait-for-mysql", "wait-for-mongodb"]);
    expect(containers[0]).toMatchObject({ image, env, command: ["node_modules/.bin/knex", "migrate:latest"] });
    const workers = manifests.filter(({ kind }) => kind === "Deployment").slice(1);
    expect(workers.map(({ metadata }) => metadata.name)).toEqual(["shop-clock", "shop-worker"]);
    for (const worker of workers) expect(worker.spec?.template?.spec.containers[0]).toMatchObject({ image, env });
    expect(workers.map(({ spec }) => spec?.strategy)).toEqual([{ type: "Recreate" }, { type: "RollingUpdate" }]);
  });

  test("run after an upgrade that brings the database", async () => {
    const chart = await chartOf(everyService);
    const upgraded = await helm(4, "template", "shop", chart, "--is-upgrade", "--values", valuesFile(everything));
    const [migration] = manifestsIn(upgraded).filter(({ kind }) => kind === "Job");
    expect(migration?.metadata).toMatchObject({ annotations: { "helm.sh/hook": "post-install,post-upgrade" } });
  });

  test("run before an installation where the database is elsewhere", async () => {
    const manifests = await render(everyService, { ...nothing, migration: { enabled: true } });
    const [migration] = manifests.filter(({ kind }) => kind === "Job");
    expect(migration?.metadata).toMatchObject({ annotations: { "helm.sh/hook": "pre-install,pre-upgrade" } });
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
