import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { startedSteps } from "../../../testing/chatops/built-chatops.ts";
import { noTerminal, onTerminal } from "../../../testing/chatops/terminal.ts";
import { type ClusterProject, clusterProject, sandboxCluster } from "../../../testing/cluster/cluster-project.ts";
import { helmMajors } from "../../../testing/cluster/helm.ts";
import { clusterWide, everythingIn } from "../../../testing/cluster/leftovers.ts";
import { promoteArguments } from "../../../testing/cluster/promotion-checks.ts";
import { expectRefused, written } from "../../../testing/cluster/refusals.ts";
import { folder, read, writeAll } from "../../../testing/fixtures/folder.ts";
import { plainServer } from "../../../testing/fixtures/sample-projects.ts";
import { git } from "../../../testing/git/repository.ts";
import { sandbox } from "../../../testing/sandbox/sandbox.ts";
import { ownServers } from "../../../testing/servers/own-servers.ts";
import { chartsIn, imageInRegistry } from "../../../testing/servers/published-artifacts.ts";
import { full, isFull } from "../../../testing/setup/short-run.ts";

const own = ownServers();
/** The nodes know the sandbox's registry alone. */
const publish = () => ({ charts: own.charts, registry: sandbox().registry });

/** What became of a pod, and when, as an answer says it. */
const life = / worker-\d scheduled \S+ s · pulled \S+ s · started \S+ s · ready \S+ s$/m;

const crashing = `console.log("\\u001b[31mconnecting"); throw new Error("DATABASE_URL is not set");\n`;

/** The file with the evidence has what its screen has no room for. */
function expectKept({ evidence, verdict }: { evidence: string; verdict: object }, version: string): void {
  const kept = JSON.parse(readFileSync(evidence, "utf8"));
  expect(kept).toMatchObject({ version, verdict, pods: [{ ready: false }] });
  const [{ events, logs }] = kept.pods;
  const last = expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/);
  const message = expect.stringMatching(/container/i);
  expect(events).toContainEqual(
    expect.objectContaining({ reason: "Started", message, count: expect.any(Number), last }),
  );
  const lines = expect.arrayContaining(["connecting", "Error: DATABASE_URL is not set"]);
  expect(logs).toContainEqual({ container: expect.any(String), run: 1, lines });
}

/** A workload that nothing tells whose it is but Helm's own marks. */
const unlabelled = (kind: string, name: string, more = "") => `apiVersion: apps/v1
kind: ${kind}
metadata: { name: ${name} }
spec:
  replicas: 1
  ${more}
  selector: { matchLabels: { app: ${name} } }
  template:
    metadata: { labels: { app: ${name} } }
    spec:
      terminationGracePeriodSeconds: 2
      securityContext: { runAsNonRoot: true, runAsUser: 1000, seccompProfile: { type: RuntimeDefault } }
      containers:
        - name: server
          image: "{{ .Values.image.repository }}:{{ .Values.image.tag }}@{{ .Values.image.digest }}"
          env: [{ name: PORT, value: "8080" }]
          readinessProbe: { tcpSocket: { port: 8080 }, periodSeconds: 1 }
          securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: [ALL] } }
`;

/** What somebody else may have written: none of the labels that import gives. */
const foreignChart = {
  "chart/templates/hpa.yaml": "",
  "chart/templates/pdb.yaml": "",
  "chart/templates/service.yaml": "",
  "chart/templates/deployment.yaml": unlabelled("Deployment", "web"),
  "chart/templates/set.yaml": unlabelled("StatefulSet", "set", "serviceName: set"),
};

describe.each(isFull ? helmMajors : ([4] as const))("with Helm %i", (helm) => {
  test("a release goes to staging and prod, one version on everything, and again changes nothing", async () => {
    const place = await clusterProject({ publish: publish(), helm });
    const version = await place.release(plainServer);
    for (const stage of ["staging", "prod"] as const) {
      const ran = await place.promote("--env", stage);
      expect(ran, ran.stdout).toMatchObject({ exitCode: 0, result: { outcome: "healthy", version, revision: 1 } });
      const image = await imageInRegistry(publish().registry, `team/${place.name}`, version);
      const reference = `${publish().registry}/team/${place.name}:${version}@${image?.digest}`;
      const [pod] = place.objects(stage, "pods");
      expect(pod.spec.containers[0].image).toBe(reference);
      expect(pod.status.containerStatuses[0].imageID).toContain(image?.digest);
      expect(pod.metadata.labels["app.kubernetes.io/version"]).toBe(version);
      expect(ran.result.timeline).toEqual([expect.stringMatching(life)]);
      expect(ran.result.timeline[0]).toContain(`${pod.metadata.name} ${pod.spec.nodeName} `);
      expect(place.revisions(stage)).toMatchObject([{ status: "deployed", chart: `${place.name}-${version}` }]);
      const [chart] = await chartsIn(own.charts, place.name);
      const tag = git(place.remote ?? "", "tag", "--list", "--format=%(contents)", `v${version}`);
      expect(tag).toContain(`Image-Digest: ${image?.digest}`);
      expect(tag).toContain(`Chart-Digest: sha256:${chart?.digest}`);
      const trace = JSON.parse((await place.chatops("trace", pod.metadata.name, "--json")).stdout);
      expect(trace).toMatchObject({ version, released: true, agrees: true });
      expect(trace.links.map(({ part, state }: { part: string; state: string }) => [part, state])).toEqual([
        ["pod", "agrees"],
        ["promotion", "agrees"],
        ["image", "agrees"],
        ["chart", "agrees"],
        ["tag", "agrees"],
        ["commit", "agrees"],
      ]);
    }
    const again = await place.promote("--env", "prod");
    expect(again).toMatchObject({ exitCode: 0, result: { outcome: "unchanged", version, revision: 1 } });
    expect(startedSteps(again).join()).not.toContain("Promote");
    expect(place.revisions("prod")).toHaveLength(1);
  });

  full("a version that crashes is named with its last words, and the version before runs again", async () => {
    const place = await clusterProject({ publish: publish(), helm });
    const good = await place.release(plainServer);
    expect((await place.promote("--env", "staging")).exitCode).toBe(0);
    const bad = await place.release(crashing);
    const ran = await place.promote("--env", "staging");
    expect(ran, ran.stdout).toMatchObject({
      exitCode: 21,
      result: {
        outcome: "failed",
        version: bad,
        aftermath: { did: "rolledBack", version: good },
        verdict: { reason: "start" },
      },
    });
    expect(ran.result.verdict.evidence.join("\n")).toContain("DATABASE_URL is not set");
    expectKept(ran.result, bad);
    const [pod] = place.objects("staging", "pods").filter(({ metadata }) => !metadata.deletionTimestamp);
    expect(pod.spec.containers[0].image).toContain(`:${good}@`);
    const status = JSON.parse((await place.chatops("status", "--env", "staging", "--json")).stdout);
    expect(status.environments).toMatchObject([{ state: "healthy", version: good, ready: 1, wanted: 1 }]);
    const history = JSON.parse((await place.chatops("history", "--env", "staging", "--json")).stdout);
    expect(history.promotions).toMatchObject([
      { version: good, outcome: "healthy", revision: 3 },
      { version: bad, outcome: "failed", revision: 2 },
      { version: good, outcome: "healthy", revision: 1 },
    ]);
    const fixed = await place.release(`${plainServer}// mended\n`);
    expect((await place.promote("--env", "staging")).result).toMatchObject({ outcome: "healthy", version: fixed });
  });
});

full("a version that crashes seconds after it was ready is never called healthy", async () => {
  const place = await clusterProject({ publish: publish() });
  const good = await place.release(plainServer);
  expect((await place.promote("--env", "staging")).result).toMatchObject({ outcome: "healthy", version: good });
  const { environments, ...config } = JSON.parse(read(place.directory, "chatops.yaml"));
  const { observe: _, ...staging } = environments.staging;
  place.commit({ "chatops.yaml": { ...config, environments: { staging } } }, "feat: watch as long as usual");
  const version = await place.release(
    `${plainServer}setTimeout(() => { throw new Error("lost the queue"); }, 7_000);\n`,
  );
  const failed = await place.promote("--env", "staging");
  const verdict = { code: "start.exits", cause: `${place.name} was ready, and then ended with code 1` };
  const aftermath = { did: "rolledBack", version: good };
  expect(failed, failed.stdout).toMatchObject({
    exitCode: 21,
    result: { outcome: "failed", version, verdict, aftermath },
  });
  expect(failed.result.verdict.evidence[0]).toBe("Error: lost the queue");
  expect(failed.stdout).toContain("1/1 ready; watching for 10 s");
});

full("a hook that waits is named with its last words, before Helm's time is up or with it", async () => {
  const place = await clusterProject({ publish: publish() });
  const hook = `apiVersion: batch/v1
kind: Job
metadata: { name: migrate, annotations: { helm.sh/hook: pre-install } }
spec:
  template:
    spec:
      restartPolicy: Never
      terminationGracePeriodSeconds: 1
      securityContext: { runAsNonRoot: true, runAsUser: 1000, seccompProfile: { type: RuntimeDefault } }
      containers:
        - name: migrate
          image: "{{ .Values.image.repository }}:{{ .Values.image.tag }}@{{ .Values.image.digest }}"
          command: [node, -e, "console.log('waiting for db:5432'); setInterval(() => {}, 1000)"]
          securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: [ALL] } }
`;
  await place.release(plainServer, { "chart/templates/hook.yaml": hook });
  const failed = await place.promote("--env", "staging", "--timeout", "30s");
  expect(failed, failed.stdout).toMatchObject({
    exitCode: 28,
    result: { outcome: "failed", verdict: { reason: "hook" } },
  });
  const cause = "the hook migrate has not ended; the last that it said: waiting for db:5432";
  expect(failed.result.verdict.cause).toBe(cause);
});

full("a first version that fails is taken away; Secrets stay, and the next one is installed", async () => {
  const place = await clusterProject({ publish: publish() });
  await place.release(crashing);
  const ran = await place.promote("--env", "staging");
  expect(ran, ran.stdout).toMatchObject({ exitCode: 21, result: { outcome: "failed", verdict: { reason: "start" } } });
  expect(place.objects("staging", "deployments")).toEqual([]);
  const version = await place.release(plainServer);
  expect((await place.promote("--env", "staging")).result).toMatchObject({ outcome: "healthy", version });
});

full("a chart without any label is looked at, gated, left alone and gone back from like any other", async () => {
  const place = await clusterProject({ publish: publish() });
  const version = await place.release(plainServer, foreignChart);
  for (const stage of ["staging", "prod"]) {
    const ran = await place.promote("--env", stage);
    expect(ran, ran.stdout).toMatchObject({ exitCode: 0, result: { outcome: "healthy", version } });
  }
  const healthy = { state: "healthy", version, ready: 2, wanted: 2 };
  const status = JSON.parse((await place.chatops("status", "--json")).stdout);
  expect(status.environments).toMatchObject([healthy, healthy]);
  expect(JSON.parse((await place.chatops("trace", "--json")).stdout)).toMatchObject({ version, agrees: true });
  expect((await place.promote("--env", "staging")).result).toMatchObject({ outcome: "unchanged", revision: 1 });

  await place.release(crashing);
  const failed = await place.promote("--env", "staging");
  expect(failed, failed.stdout).toMatchObject({
    exitCode: 21,
    result: { outcome: "failed", aftermath: { did: "rolledBack", version: version } },
  });
});

/** Lets prod follow staging by itself, and names it first: the gate decides what comes first. */
function followToProd({ directory }: ClusterProject): void {
  const config = JSON.parse(read(directory, "chatops.yaml"));
  const { staging, prod } = config.environments;
  writeAll(directory, { "chatops.yaml": { ...config, environments: { prod: { ...prod, promote: "auto" }, staging } } });
}

/** What belongs to a project that runs: its own objects, two revisions of its pods, and the records. */
const whatBelongs = ({ name }: ClusterProject, revisions: number): string[] => [
  `configmap/chatops-${name}`,
  `deployment.apps/${name}`,
  `lease.coordination.k8s.io/chatops-${name}`,
  `pod/${name}-…`,
  `poddisruptionbudget.policy/${name}`,
  ...Array.from({ length: Math.min(revisions, 2) }, () => `replicaset.apps/${name}-…`),
  ...Array.from({ length: revisions }, (_, index) => `secret/sh.helm.release.v1.${name}.v${index + 1}`),
  `service/${name}`,
  `serviceaccount/${name}`,
];

full(
  "--all-auto goes from one environment to the next, ends at the first that fails, and leaves nothing else",
  async () => {
    const place = await clusterProject({ publish: publish(), hasNamespaces: false });
    const { staging, prod } = place.namespaces;
    followToProd(place);
    const version = await place.release(plainServer);
    const ran = await place.promote("--all-auto");
    const healthy = { outcome: "healthy", version };
    const promotions = [
      { environment: "staging", ...healthy },
      { environment: "prod", ...healthy },
    ];
    expect(ran, ran.stdout).toMatchObject({ exitCode: 0, result: { promotions } });

    const before = written(place, "prod");
    await place.release(crashing);
    const failed = await place.promote("--all-auto");
    const result = {
      promotions: [{ environment: "staging", outcome: "failed", aftermath: { did: "rolledBack", version: version } }],
    };
    expect(failed, failed.stdout).toMatchObject({ exitCode: 21, result });
    expect(startedSteps(failed).join()).not.toContain("prod");
    expect(written(place, "prod")).toEqual(before);

    // The broken pod takes its time to end.
    await expect.poll(() => everythingIn(place, "staging")).toEqual(whatBelongs(place, 3));
    expect(everythingIn(place, "prod")).toEqual(whatBelongs(place, 1));
    expect(place.objects("staging", "leases")[0].spec.holderIdentity ?? "").toBe("");
    expect(clusterWide(place)).toEqual([`Namespace/${prod}`, `Namespace/${staging}`]);
  },
);

full(
  "where Helm keeps its revisions in ConfigMaps nothing is begun; once they are moved, it goes back to them",
  async () => {
    const place = await clusterProject({ publish: publish() });
    const version = await place.release(plainServer);
    const env = { HELM_DRIVER: "configmap" };
    const chart = `${own.charts}/charts/${place.name}-${version}.tgz`;
    execFileSync(sandbox().helm[4], ["install", place.name, chart, "--namespace", place.namespaces.staging, "--wait"], {
      env: { ...process.env, KUBECONFIG: sandboxCluster().kubeconfig, ...env },
    });
    const before = written(place, "staging");
    const refused = await place.user.run(promoteArguments(), { cwd: place.directory, env });
    expectRefused(refused, { says: /^HELM_DRIVER is configmap/, hint: /unset HELM_DRIVER/ });
    expect(written(place, "staging")).toEqual(before);

    const [kept] = place.objects("staging", "configmaps").filter(({ metadata }) => metadata.labels?.owner === "helm");
    const { name, labels } = kept.metadata;
    const secret = { apiVersion: "v1", kind: "Secret", type: "helm.sh/release.v1", metadata: { name, labels } };
    const moved = folder({ "secret.json": { ...secret, stringData: kept.data } });
    place.kubectl("staging", "create", "--filename", join(moved, "secret.json"));
    await place.release(crashing);
    const result = { outcome: "failed", aftermath: { did: "rolledBack", version: `${place.name}-${version}` } };
    expect((await place.promote("--env", "staging")).result).toMatchObject(result);
  },
);

test("a dry run reads everything and changes nothing", async () => {
  const place = await clusterProject({ publish: publish(), hasNamespaces: false });
  const version = await place.release(plainServer);
  const ran = await place.promote("--env", "staging", "--dry-run");
  expect(ran, ran.stdout).toMatchObject({ exitCode: 0, result: { outcome: "planned", version } });
  expect(() => place.kubectl("staging", "get", "namespace", place.namespaces.staging)).toThrow(/not found/);
});

/** Has prod ask a person, as import writes it for everybody. */
function confirmProd({ directory, commit }: ClusterProject): void {
  const config = JSON.parse(read(directory, "chatops.yaml"));
  config.environments.prod.gate.confirm = true;
  commit({ "chatops.yaml": config });
}

/** `chatops promote --env prod` on a terminal, where somebody answers. */
const answer = ({ directory, user }: ClusterProject, version: string, typed: string) =>
  onTerminal(["promote", "--env", "prod"], {
    cwd: directory,
    env: user.env,
    typing: [{ after: `Promote ${version} to prod? [y/N] `, type: `${typed}\r` }],
  });

test.skipIf(noTerminal && !process.env.CI)(
  "prod takes only what is healthy in staging, and asks a person who is there",
  async () => {
    const place = await clusterProject({ publish: publish() });
    const version = await place.release(plainServer);
    expect(await place.promote("--env", "prod")).toMatchObject({ exitCode: 4 });
    await place.promote("--env", "staging");
    confirmProd(place);
    const nothing = written(place, "prod");
    expectRefused(await place.chatops("promote", "--env", "prod", "--json"), {
      exitCode: 4,
      says: /^prod asks a person before a promotion, and there is no terminal to ask on$/,
      hint: /--yes/,
    });
    for (const no of ["n", ""]) {
      const { exitCode, text } = await answer(place, version, no);
      expect(text).toContain(`${version} was not promoted to prod: not confirmed`);
      expect(exitCode, text).toBe(4);
    }
    expect(written(place, "prod")).toEqual(nothing);
    const { exitCode, text } = await answer(place, version, "y");
    expect(text).toContain(`${version} is healthy in prod\n`);
    expect(text).toMatch(life);
    expect(exitCode, text).toBe(0);
    expect(place.revisions("prod")).toMatchObject([{ status: "deployed", chart: `${place.name}-${version}` }]);
    const again = await place.promote("--env", "prod", version);
    expect(again, again.stdout).toMatchObject({ exitCode: 0, result: { outcome: "unchanged" } });
  },
);
