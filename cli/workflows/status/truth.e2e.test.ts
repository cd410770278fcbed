import { setTimeout as pause } from "node:timers/promises";
import { expect, test } from "vitest";
import { errorOf, pressCtrlC } from "../../../testing/chatops/built-chatops.ts";
import { type ClusterProject, clusterProject } from "../../../testing/cluster/cluster-project.ts";
import { helmMajors } from "../../../testing/cluster/helm.ts";
import { composeProject, healthyServer, withLocal } from "../../../testing/docker/compose-project.ts";
import { docker } from "../../../testing/docker/docker.ts";
import { read, writeAll } from "../../../testing/fixtures/folder.ts";
import { plainServer } from "../../../testing/fixtures/sample-projects.ts";
import type { Project } from "../../../testing/git/git-project.ts";
import { sandbox } from "../../../testing/sandbox/sandbox.ts";
import { ownServers } from "../../../testing/servers/own-servers.ts";
import { full } from "../../../testing/setup/short-run.ts";

const own = ownServers();
const published = () => ({ charts: own.charts, registry: sandbox().registry });

async function statusOf({ chatops }: Project, environment: string) {
  const { stdout, exitCode } = await chatops("status", "--env", environment, "--json");
  return { exitCode, ...JSON.parse(stdout).environments[0] };
}

/** Waits until the status says so. */
async function until(project: Project, environment: string, isSo: (status: { restarts: number }) => boolean) {
  for (;;) {
    const status = await statusOf(project, environment);
    if (isSo(status)) return status;
    await pause(500);
  }
}

/** A StatefulSet with a claim, of which the server writes much by itself. */
const store = `apiVersion: apps/v1
kind: StatefulSet
metadata: { name: "{{ .Release.Name }}-store" }
spec:
  serviceName: store
  replicas: 0
  selector: { matchLabels: { app: "{{ .Release.Name }}-store" } }
  template:
    metadata: { labels: { app: "{{ .Release.Name }}-store" } }
    spec:
      securityContext: { runAsNonRoot: true, runAsUser: 1000, seccompProfile: { type: RuntimeDefault } }
      containers:
        - name: store
          image: "{{ .Values.image.repository }}@{{ .Values.image.digest }}"
          resources: { limits: { cpu: 0.5, memory: 0.5Gi } }
          securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: [ALL] } }
  volumeClaimTemplates:
    - { metadata: { name: data }, spec: { accessModes: [ReadWriteOnce], resources: { requests: { storage: 1024Ki } } } }
`;

full.each(helmMajors)("with Helm %i what was changed by hand is named, and --reapply takes it back", async (helm) => {
  const place = await clusterProject({ publish: published(), helm });
  const version = await place.release(plainServer, { "chart/templates/store.yaml": store });
  const promoted = await place.promote("--env", "staging");
  expect(promoted, promoted.stdout).toMatchObject({ exitCode: 0 });
  const before = await statusOf(place, "staging");
  expect(before).toMatchObject({ state: "healthy", restarts: 0, drift: [] });
  expect(before.endpoints).toContainEqual({ service: place.name, ready: 1 });

  place.kubectl("staging", "set", "env", `deployment/${place.name}`, "HACKED=1");
  const selector = JSON.stringify({ spec: { selector: { nobody: "here" } } });
  place.kubectl("staging", "patch", "service", place.name, "--patch", selector);
  place.kubectl("staging", "rollout", "status", `deployment/${place.name}`, "--timeout=120s");
  const drifted = await statusOf(place, "staging");
  expect(drifted.endpoints).toContainEqual({ service: place.name, ready: 0 });
  expect(drifted).toMatchObject({ state: "degraded", note: `no ready address behind the Service ${place.name}` });
  const container = `spec.template.spec.containers[${place.name}]`;
  expect(drifted.drift).toContainEqual({
    object: `Deployment/${place.name}`,
    field: `${container}.env[HACKED]`,
    found: '{"name":"HACKED","value":"1"}',
    since: expect.stringMatching(/^\d{4}-.*Z$/),
    by: "kubectl-set",
  });
  expect(drifted.drift).toContainEqual(
    expect.objectContaining({ object: `Service/${place.name}`, field: "spec.selector.nobody", by: "kubectl-patch" }),
  );
  const { stdout } = await place.chatops("status", "--env", "staging");
  expect(stdout).toContain(`! staging: to fix it: chatops promote ${version} --env staging --reapply\n`);

  const unchanged = await place.promote("--env", "staging");
  expect(unchanged.result, unchanged.stdout).toMatchObject({ outcome: "unchanged" });
  expect(unchanged.events).toContainEqual(
    expect.objectContaining({ type: "warning", hint: expect.stringContaining("--reapply") }),
  );
  const mended = await place.promote("--env", "staging", "--reapply");
  expect(mended, mended.stdout).toMatchObject({ exitCode: 0, result: { outcome: "healthy", version } });
  const after = await statusOf(place, "staging");
  expect(after).toMatchObject({ exitCode: 0, drift: [] });
  expect(after.endpoints).toContainEqual({ service: place.name, ready: 1 });
});

/** Ends by itself as soon as somebody asks it to. */
const mortal = plainServer.replace("response.end(", 'request.url === "/die" ? process.exit(7) : response.end(');

const die = (place: ClusterProject) => {
  const [pod] = place.objects("staging", "pods");
  const ask = 'require("node:http").get("http://localhost:" + process.env.PORT + "/die").on("error", () => {})';
  try {
    place.kubectl("staging", "exec", pod.metadata.name, "--", "node", "--eval", ask);
  } catch {
    // It may end before it answers.
  }
};

/** Sets the clock of a program two hours ahead. */
const aheadOfTime = `--import=data:text/javascript,${encodeURIComponent(`
  const Real = Date;
  globalThis.Date = class extends Real {
    constructor(...given) { super(...(given.length > 0 ? given : [Real.now() + 72e5])); }
    static now() { return Real.now() + 72e5; }
  };`)}`;

/** Has prod wait for staging, and commits that. */
function soak(place: ClusterProject, duration: string): void {
  const config = JSON.parse(read(place.directory, "chatops.yaml"));
  config.environments.prod.gate = { after: "staging", soak: duration };
  place.commit({ "chatops.yaml": config });
}

test("a restart is shown and starts the soak of a gate again; nobody opens that by a clock or an uncommitted change", async () => {
  const place = await clusterProject({ publish: published() });
  soak(place, "1h");
  const version = await place.release(mortal);
  expect((await place.promote("--env", "staging")).exitCode).toBe(0);
  const { since } = await statusOf(place, "staging");
  die(place);
  const restarted = await until(place, "staging", ({ restarts }) => restarts > 0);
  expect(restarted).toMatchObject({ restarts: 1, lastRestart: { exitCode: 7 } });
  expect(Date.parse(restarted.steadySince)).toBeGreaterThan(Date.parse(since));
  const ready = await until(place, "staging", (status) => "state" in status && status.state === "healthy");
  const { stdout } = await place.chatops("status", "--env", "staging");
  expect(stdout).toMatch(/^! staging: started again once, last \S+ at .*exit code 7$/m);

  const closed = await place.promote(version, "--env", "prod");
  expect(closed, closed.stdout).toMatchObject({ exitCode: 4 });
  expect(errorOf(closed)?.message).toContain(`has been steady in staging since ${ready.steadySince}`);

  const { directory: cwd, user } = place;
  const args = ["promote", version, "--env", "prod", "--json", "--yes"];
  const early = await user.run(args, { cwd, env: { NODE_OPTIONS: aheadOfTime } });
  expect(early, early.stdout).toMatchObject({ exitCode: 4 });

  const config = JSON.parse(read(place.directory, "chatops.yaml"));
  delete config.environments.prod.gate;
  writeAll(place.directory, { "chatops.yaml": config });
  const changed = await place.promote(version, "--env", "prod");
  expect(changed, changed.stdout).toMatchObject({ exitCode: 4 });
  expect(changed.events).toContainEqual(
    expect.objectContaining({
      type: "note",
      text: "The gate of prod is that of main, which chatops.yaml here changes.",
    }),
  );
  expect(Math.abs(Date.parse(ready.asOf) - Date.now())).toBeLessThan(60_000);
});

full("on Compose restarts are shown, and --watch tells what changes until it is stopped", async () => {
  const place = composeProject();
  place.commit({ "chatops.yaml": withLocal(place.name) });
  const dying = healthyServer.replace("response.end(", 'request.url === "/die" ? process.exit(7) : response.end(');
  await place.release(dying, { more: { restart: "always" } });
  expect((await place.deploy()).exitCode).toBe(0);
  expect(await statusOf(place, "local")).toMatchObject({ state: "healthy", restarts: 0, drift: [] });
  const states: number[] = [];
  const ran = await place.user.run(["status", "--watch", "--json"], {
    cwd: place.directory,
    onEvent: (document, child) => {
      const { environments } = document as unknown as { environments: [{ restarts: number }] };
      const [{ restarts }] = environments;
      states.push(restarts);
      const address = docker("port", place.containers()[0] ?? "", "3000/tcp");
      if (restarts === 0) fetch(`http://${address}/die`).catch(() => {});
      else pressCtrlC(child);
    },
  });
  // Whoever watched has seen enough: that is no failure to tell of.
  expect(ran, ran.stdout).toMatchObject({ exitCode: 130, stderr: expect.not.stringContaining("✖") });
  expect(states.at(0)).toBe(0);
  expect(states.at(-1)).toBe(1);
});
