import { rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { clusterProject } from "../../../testing/cluster/cluster-project.ts";
import { type HelmMajor, helmMajors } from "../../../testing/cluster/helm.ts";
import { expectRefused, written } from "../../../testing/cluster/refusals.ts";
import { folder, read } from "../../../testing/fixtures/folder.ts";
import { plainServer } from "../../../testing/fixtures/sample-projects.ts";
import { sandbox } from "../../../testing/sandbox/sandbox.ts";
import { ownServers } from "../../../testing/servers/own-servers.ts";
import { full, isFull } from "../../../testing/setup/short-run.ts";

const own = ownServers();
const publish = () => ({ charts: own.charts, registry: sandbox().registry });

test.each(isFull ? helmMajors : ([4] as const))(
  "what the cluster would refuse is not begun, with Helm %i",
  async (helm) => {
    const place = await clusterProject({ publish: publish(), helm });
    const version = await place.release(plainServer);
    const promote = () => place.promote("--env", "staging");
    const nothing = written(place, "staging");
    place.kubectl("staging", "create", "quota", "small", "--hard=limits.memory=16Mi");
    expectRefused(await promote(), {
      says: /Deployment \S+: exceeded quota: small, requested: limits\.memory=256Mi/,
      hint: /Correct the chart or the environment's values/,
    });
    expect(written(place, "staging")).toEqual(nothing);
    place.kubectl("staging", "delete", "quota", "small");
    expect((await promote()).result).toMatchObject({ outcome: "healthy", version, revision: 1 });

    const healthy = written(place, "staging");
    const template = "chart/templates/deployment.yaml";
    const changed = read(place.directory, template)
      .replace("allowPrivilegeEscalation: false", "allowPrivilegeEscalation: true")
      .replaceAll(
        `include "${place.name}.selectorLabels" .`,
        `printf "app: other\\n%s" (include "${place.name}.selectorLabels" .)`,
      );
    const next = await place.release(plainServer, { [template]: changed });
    const refused = await promote();
    expectRefused(refused, { says: /cannot be changed .*: spec\.selector\.matchLabels/, hint: /release again/ });
    expectRefused(refused, { says: /violates PodSecurity "restricted:latest": allowPrivilegeEscalation/, hint: /./ });
    expect(written(place, "staging")).toEqual(healthy);

    place.kubectl("staging", "delete", "deployment", place.name);
    place.kubectl(
      "staging",
      "label",
      "namespace",
      place.namespaces.staging,
      "--overwrite",
      "pod-security.kubernetes.io/enforce=baseline",
    );
    expect((await promote()).result).toMatchObject({ outcome: "healthy", version: next, revision: 2 });
  },
);

full("what pods would wait for in vain is not begun, and named all at once", async () => {
  const place = await clusterProject({ publish: publish() });
  const container = (name: string, more: object) => ({
    name,
    image: `${sandbox().registry}/library/node:24-slim`,
    ...more,
  });
  const absent = `${sandbox().registry}/team/nobody:9`;
  const from = { secretKeyRef: { name: "db", key: "password" } };
  const pod = {
    nodeSelector: { "kubernetes.io/hostname": "none" },
    initContainers: [container("wait", { image: absent })],
    containers: [
      container("work", {
        env: [{ name: "PASSWORD", valueFrom: from }],
        envFrom: [{ configMapRef: { name: "urls" } }],
      }),
    ],
    volumes: [{ name: "data", persistentVolumeClaim: { claimName: "data" } }],
  };
  const labels = { app: "worker" };
  const worker = {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "worker" },
    spec: { selector: { matchLabels: labels }, template: { metadata: { labels }, spec: pod } },
  };
  const ingress = {
    apiVersion: "networking.k8s.io/v1",
    kind: "Ingress",
    metadata: { name: "web" },
    spec: { defaultBackend: { service: { name: "nobody", port: { number: 80 } } } },
  };
  await place.release(plainServer, {
    "chart/templates/worker.yaml": JSON.stringify(worker),
    "chart/templates/web.yaml": JSON.stringify(ingress),
  });
  const before = written(place, "staging");
  const hint = /make what is missing, and run the same command again/;
  const refused = await place.promote("--env", "staging");
  for (const says of [
    "needs the Secret db, which does not exist, and the chart does not bring it",
    "needs the ConfigMap urls, which does not exist, and the chart does not bring it",
    "mounts the claim data, which does not exist, and the chart does not bring it",
    `needs the image ${absent}, which its registry does not have`,
    "wants a node with kubernetes.io/hostname=none, and none of the ",
  ])
    expectRefused(refused, { says: new RegExp(`^Deployment worker: ${says}`, "m"), hint });
  expectRefused(refused, {
    says: /^Ingress web: leads to the Service nobody, which does not exist, and the chart does not bring it$/m,
    hint,
  });
  place.kubectl("staging", "create", "secret", "generic", "db", "--from-literal=user=x");
  const says = /^Deployment worker: needs the key password of the Secret db, which has user$/m;
  expectRefused(await place.promote("--env", "staging"), { says, hint });
  place.kubectl("staging", "delete", "secret", "db");
  expect(written(place, "staging")).toEqual(before);
});

full.each(helmMajors)("what Helm 3 set and the next chart has no more is no refusal, with Helm %i", async (helm) => {
  const bin = folder();
  const use = (major: HelmMajor) => {
    rmSync(join(bin, "helm"), { force: true });
    symlinkSync(sandbox().helm[major], join(bin, "helm"));
  };
  use(3);
  const place = await clusterProject({ publish: publish(), env: { PATH: `${bin}:${process.env.PATH}` } });
  await place.release(plainServer);
  expect((await place.promote("--env", "staging")).result).toMatchObject({ outcome: "healthy" });
  use(helm);
  const [template, values] = ["chart/templates/deployment.yaml", "chart/values.yaml"];
  const version = await place.release(plainServer, {
    [template]: read(place.directory, template)
      .replace(/type: RollingUpdate\n.*\n/, "type: Recreate\n")
      .replace(/(readinessProbe:\n +).*\n/, "$1tcpSocket: { port: http }\n"),
    [values]: read(place.directory, values).replace(/externalPort: \d+/, "externalPort: 8081"),
  });
  const ran = await place.promote("--env", "staging");
  expect(ran, ran.stdout).toMatchObject({ exitCode: 0, result: { outcome: "healthy", version, revision: 2 } });
  const [{ spec }] = place.objects("staging", "deployments");
  expect(spec.strategy).toEqual({ type: "Recreate" });
  expect(Object.keys(spec.template.spec.containers[0].readinessProbe)).not.toContain("httpGet");
  expect(place.objects("staging", "services")[0].spec.ports).toMatchObject([{ name: "http", port: 8081 }]);
});

full("a gate looks at the place before it: what was healthy there, and is not any more, opens none", async () => {
  const place = await clusterProject({ publish: publish() });
  const version = await place.release(plainServer);
  expect((await place.promote("--env", "staging")).result).toMatchObject({ outcome: "healthy", version });
  const [{ at, healthyAt }] = JSON.parse(
    (await place.chatops("history", "--env", "staging", "--json")).stdout,
  ).promotions;
  expect(Date.parse(healthyAt)).toBeGreaterThan(Date.parse(at));

  place.kubectl("staging", "delete", "deployment", place.name);
  place.kubectl("staging", "wait", "--for=delete", "pod", "--all", "--timeout=60s");
  const nothing = written(place, "prod");
  expectRefused(await place.promote("--env", "prod"), {
    exitCode: 4,
    says: new RegExp(
      `^the gate is closed: ${version} was healthy in staging at ${healthyAt}, and is not any more: .* no pod runs its image`,
    ),
    hint: /chatops status --env staging/,
  });
  expect(written(place, "prod")).toEqual(nothing);

  expect((await place.promote("--env", "staging")).result).toMatchObject({ outcome: "healthy", version });
  place.kubectl("staging", "scale", "deployment", place.name, "--replicas=0");
  place.kubectl("staging", "wait", "--for=delete", "pod", "--all", "--timeout=60s");
  // What is scaled to zero is idle, and not sick.
  expect((await place.promote("--env", "prod")).result).toMatchObject({ outcome: "healthy", version });
});
