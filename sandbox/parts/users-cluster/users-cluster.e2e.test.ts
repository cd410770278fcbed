import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import "../../../testing/setup/needs-cluster.ts";
import { run } from "../../../lib/processes.ts";
import { kubectl, sandboxCluster } from "../../../testing/cluster/cluster-project.ts";
import { createScratch, obstacle, type Scratch } from "../../../testing/sandbox/scratch.ts";
import { isFull } from "../../../testing/setup/short-run.ts";

const minutes = 60_000;

/** The kubeconfig of the shared sandbox's cluster, under the name that kind would give it. */
function writeKindConfig(file: string): string {
  const config = readFileSync(sandboxCluster().kubeconfig, "utf8").replaceAll(sandboxCluster().context, "kind-other");
  writeFileSync(file, config, { mode: 0o600 });
  return file;
}

/** Where the tunnel of a scratch sandbox has its pods. */
const namespaceOf = ({ paths }: Scratch): string =>
  kubectl("get", "namespaces", "--output", "name")
    .split("\n")
    .map((name) => name.replace("namespace/", ""))
    .find((name) => name.startsWith(`chatops-sandbox-${paths.id}-`)) ?? "";

const pod = (name: string, image: string, nodeName: string) => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name },
  spec: {
    nodeName,
    terminationGracePeriodSeconds: 0,
    containers: [{ name: "main", image, imagePullPolicy: "Always", command: ["sleep", "3600"] }],
  },
});

// Another sandbox, on the same engine, takes the shared one's cluster for one that the user started with kind: its nodes know
// nothing of the other's registry.
describe.skipIf(obstacle || !isFull)("a cluster of the user's", { timeout: 5 * minutes }, () => {
  let scratch: Scratch;
  beforeAll(() => {
    scratch = createScratch();
    scratch.env.DOCKER_HOST = process.env.DOCKER_HOST ?? "";
    scratch.env.KUBECONFIG = writeKindConfig(join(scratch.env.XDG_STATE_HOME ?? "", "kubeconfig"));
  });
  afterAll(() => scratch.remove(), minutes);

  test("of kind is found, and its nodes pull from the sandbox's registry", async () => {
    const { exitCode, stderr } = await scratch.sandbox("up");
    expect(exitCode, stderr).toBe(0);
    expect(stderr).toContain("The cluster of the context kind-other stands ready, so it is used");
    const { kubernetes, registry, ...parts } = await scratch.state();
    expect(kubernetes).toMatchObject({ origin: "found running", address: "context kind-other", running: true });
    expect(Object.keys(parts).filter((name) => name.startsWith("node "))).toEqual([]);

    const namespace = namespaceOf(scratch);
    const image = `${registry?.address}/far/${scratch.paths.id}:1`;
    for (const args of [
      ["tag", "redis:7-bookworm", image],
      ["push", image],
      ["rmi", image],
    ])
      await run("docker", args);
    for (const node of sandboxCluster().nodes.slice(1)) {
      await run(sandboxCluster().kubectl, ["create", "--namespace", namespace, "--filename", "-"], {
        env: { KUBECONFIG: sandboxCluster().kubeconfig },
        input: JSON.stringify(pod(node, image, node)),
      });
    }
    kubectl(
      "wait",
      "pod",
      ...sandboxCluster().nodes.slice(1),
      "--namespace",
      namespace,
      "--for=condition=Ready",
      "--timeout=60s",
    );
  });

  test("that is led there already is left as it is", async () => {
    expect((await scratch.sandbox("up", "--context", "kind-other")).stderr).toBe("");
  });

  test("is led there again where the way was cut", async () => {
    process.kill(scratch.pid("registry-tunnel"), "SIGKILL");
    expect((await scratch.sandbox("up")).exitCode).toBe(0);
    expect((await scratch.state()).kubernetes?.running).toBe(true);
  });

  test("is led there again where it was made anew under its name", async () => {
    kubectl("delete", "namespace", namespaceOf(scratch));
    expect((await scratch.sandbox("up")).exitCode).toBe(0);
    const ready = "--output=jsonpath={.items[0].status.numberReady}";
    expect(kubectl("get", "daemonsets", "--namespace", namespaceOf(scratch), ready)).toBe("3");
  });

  test("is what a shell gets", async () => {
    const { stdout } = await scratch.sandbox("env");
    expect(stdout).toContain(`export KUBECONFIG='${scratch.env.KUBECONFIG}'`);
  });

  test("that does not answer is refused with its name, before anything is made", async () => {
    const { exitCode, stderr } = await scratch.sandbox("up", "--context", "kind-gone");
    expect(exitCode).toBe(3);
    expect(stderr).toMatch(
      /error The cluster of the context kind-gone cannot be used\n .*kind-gone.*\n`kubectl config get-contexts`/,
    );
  });

  test("is where the demo takes place", { timeout: 15 * minutes }, async () => {
    const name = `demo-${scratch.paths.id}`;
    const { stdout } = await run(
      process.execPath,
      [join(import.meta.dirname, "../../../demo/demo.ts"), "--name", name],
      scratch,
    );
    for (const stage of ["staging", "prod"]) kubectl("delete", "namespace", `${name}-${stage}`, "--wait=false");
    const images = await run("docker", ["images", "--quiet", `localhost:*/${name}`]);
    await run("docker", ["rmi", "--force", ...new Set(images.stdout.split("\n"))]);
    expect(stdout).toContain(`kind-other, namespace ${name}-prod`);
    expect(stdout).toContain("0 lost, 0 twice");
  });

  test("keeps nothing of the sandbox once that is down", async () => {
    expect((await scratch.sandbox("down")).exitCode).toBe(0);
    expect(namespaceOf(scratch)).toBe("");
    expect((await scratch.state()).kubernetes).toBeUndefined();
  });
});
