import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { run } from "../../../lib/processes.ts";
import { createScratch, obstacle, type Scratch } from "../../../testing/sandbox/scratch.ts";
import { traces } from "../../../testing/sandbox/traces.ts";
import { webServer, writer } from "../../../testing/sandbox/workloads.ts";
import { isFull } from "../../../testing/setup/short-run.ts";
import { strays } from "../../daemon.ts";
import { find, type Sandbox, up } from "../../index.ts";

const minutes = 60_000;
const soon = { timeout: 2 * minutes, interval: 500 };

describe.skipIf(obstacle || !isFull)("a cluster of three nodes", { timeout: 4 * minutes }, () => {
  let scratch: Scratch;
  let sandbox: Sandbox;
  const bringUp = async () => {
    sandbox = await up({ cluster: "own", env: { ...process.env, ...scratch.env } });
  };
  beforeAll(() => {
    scratch = createScratch();
    vi.stubEnv("DOCKER_HOST", scratch.env.DOCKER_HOST);
    return bringUp();
  }, 15 * minutes);
  afterAll(() => {
    vi.unstubAllEnvs();
    return scratch.remove();
  }, 2 * minutes);

  const cluster = () => sandbox.cluster ?? expect.fail("no cluster");
  // A kubelet that has just come back may leave a request without an answer.
  const kubectl = async (...args: string[]) =>
    (await run("kubectl", args, { env: sandbox.env, timeoutMs: 1.6 * minutes })).stdout;
  const apply = (items: object[], ...flags: string[]) =>
    run("kubectl", ["apply", ...flags, "-f", "-"], {
      env: sandbox.env,
      input: JSON.stringify({ apiVersion: "v1", kind: "List", items }),
    });
  const ready = (name: string) =>
    kubectl("get", "node", name, "--output=jsonpath={.status.conditions[?(@.type=='Ready')].status}");
  const rolledOut = () => kubectl("rollout", "status", "deployment/web", "--timeout=90s");
  const address = () => kubectl("get", "service", "web", "--output=jsonpath={.status.loadBalancer.ingress[0].ip}");
  /** Which nodes answer at the load balancer's address, from here. */
  const answering = async () => {
    const url = `http://${await address()}`;
    const ask = async () => (await fetch(url, { signal: AbortSignal.timeout(3000) })).text();
    return [...new Set(await Promise.all(Array.from({ length: 20 }, ask)))].sort();
  };

  test("all are ready, and one has the control plane", async () => {
    expect(cluster().nodes).toEqual(["control-plane", "worker-1", "worker-2"]);
    for (const name of cluster().nodes) expect(await ready(name)).toBe("True");
    expect(await kubectl("get", "nodes", "--selector=node-role.kubernetes.io/control-plane", "--output=name")).toBe(
      "node/control-plane",
    );
    expect(find({ env: { ...process.env, ...scratch.env } })?.cluster?.kubeconfig).toBe(cluster().kubeconfig);
  });

  test("pods of both workers answer by name and at the load balancer's address, with an image of the registry", async () => {
    await apply(webServer(`${sandbox.registry}/library/node:24-slim`));
    await rolledOut();
    await expect.poll(address, soon).toMatch(/^10\./);
    await expect.poll(answering, soon).toEqual(["worker-1", "worker-2"]);
    const script = 'fetch("http://web.default.svc").then((answer) => answer.text()).then(console.log)';
    expect(await kubectl("exec", "deployment/web", "--", "node", "--eval", script)).toMatch(/^worker-[12]$/);
  });

  test("an address of no Service is refused at once", async () => {
    const other = (await address()).replace(/\d+$/, "200");
    await expect(fetch(`http://${other}`, { signal: AbortSignal.timeout(3000) })).rejects.toMatchObject({
      cause: { code: "ECONNREFUSED" },
    });
  });

  test("a claim gets a volume, which outlives its pods and goes with the claim", async () => {
    for (const name of ["first", "second"]) {
      await apply(writer(name));
      await kubectl("wait", "--for=condition=Ready", `pod/${name}`, "--timeout=90s");
      if (name === "first") await kubectl("delete", "pod", "first");
    }
    expect(await kubectl("exec", "second", "--", "cat", "/data/lines")).toBe("first\nsecond");
    await kubectl("delete", "pod/second", "pvc/data");
    await expect.poll(() => kubectl("get", "pv", "--output=name"), soon).toBe("");
  });

  test("a restricted namespace takes no pod of root", async () => {
    await kubectl("create", "namespace", "strict");
    await kubectl("label", "namespace", "strict", "pod-security.kubernetes.io/enforce=restricted");
    const pod = kubectl("run", "root", "--namespace=strict", "--image=redis:7-bookworm");
    await expect(pod).rejects.toMatchObject({ stderr: expect.stringContaining('violates PodSecurity "restricted') });
  });

  test("a lost worker is noticed, and comes back", async () => {
    await cluster().stopNode("worker-2");
    await expect.poll(() => ready("worker-2"), soon).toBe("Unknown");
    await cluster().startNode("worker-2");
    expect(await ready("worker-2")).toBe("True");
    await expect(cluster().stopNode("control-plane")).rejects.toThrow(
      "The cluster's workers are worker-1 and worker-2",
    );
  });

  test("the API can be taken away, and pods go on", async () => {
    const url = `http://${await address()}`;
    await cluster().stopApiserver();
    await expect(kubectl("get", "nodes")).rejects.toThrow();
    await expect.poll(async () => (await fetch(url)).status, soon).toBe(200);
    await cluster().startApiserver();
    expect(await kubectl("get", "nodes", "--output=name")).toContain("node/worker-1");
  });

  test("after all of it was killed, up brings it back", async () => {
    await apply(writer("survivor"));
    await kubectl("wait", "--for=condition=Ready", "pod/survivor", "--timeout=90s");
    // Who ends takes others along.
    for (const pid of strays(scratch.paths)) await run("kill", ["-KILL", String(pid)]).catch(() => undefined);
    await expect.poll(() => strays(scratch.paths)).toEqual([]);
    await Promise.all([bringUp(), bringUp()]);
    // Both pods may be on one worker since the other was lost.
    await expect.poll(async () => (await answering()).length, soon).toBeGreaterThan(0);
  });

  const linesOf = async (pod: string) => {
    const args = ["exec", pod, "--", "cat", "/data/lines"];
    const read = await run("kubectl", args, { env: sandbox.env, timeoutMs: 10_000 }).catch(() => undefined);
    return read?.stdout ?? "";
  };

  test("down leaves nothing but the data, remove not even that", { timeout: 8 * minutes }, async () => {
    await apply(writer("survivor"));
    await kubectl("wait", "--for=condition=Ready", "pod/survivor", "--timeout=90s");
    await scratch.sandbox("down");
    // The kernel takes the cables of a network that is gone away a moment later.
    await expect.poll(() => traces(scratch.paths), soon).toEqual([]);
    await bringUp();
    await kubectl("wait", "--for=condition=Ready", "pod/survivor", "--timeout=90s");
    await expect.poll(() => linesOf("survivor"), soon).toMatch(/survivor\nsurvivor/);
    await scratch.sandbox("remove");
    await expect.poll(() => traces(scratch.paths), soon).toEqual([]);
  });
});
