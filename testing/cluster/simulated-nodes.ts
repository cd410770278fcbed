import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { setTimeout as pause } from "node:timers/promises";
import { expect, onTestFinished } from "vitest";
import { sandbox } from "../sandbox/sandbox.ts";
import { kubectl, sandboxCluster } from "./cluster-project.ts";

const podsPerNode = 250;
const annotation = { "kwok.x-k8s.io/node": "fake" };
const label = { "chatops.test/simulated": "true" };
const taint = { key: "chatops.test/simulated", value: "true", effect: "NoSchedule" };

/** What a pod's spec needs to be simulated, in the words of a chart's template. */
export const simulated = { nodeSelector: label, tolerations: [{ key: taint.key, operator: "Exists" }] };

/** Adds nodes for so many pods, on which no container is ever started; they go with the test. */
export function simulateNodes(pods: number): void {
  const names = Array.from({ length: Math.ceil(pods / podsPerNode) + 1 }, (_, index) => `simulated-${index + 1}`);
  onTestFinished(() => void kubectl("delete", "node", "--ignore-not-found", "--wait=false", ...names));
  const size = { cpu: "1000", memory: "1000Gi", pods: String(podsPerNode) };
  for (const name of names) {
    const metadata = { name, annotations: annotation, labels: { ...label, "kubernetes.io/os": "linux" } };
    const node = { apiVersion: "v1", kind: "Node", metadata, spec: { taints: [taint] } };
    kubectlApply({ ...node, status: { allocatable: size, capacity: size } });
  }
  startKwok(names);
}

const kubectlApply = (object: object) => {
  const { kubectl: program, kubeconfig } = sandboxCluster();
  const child = spawn(program, ["apply", "--filename", "-"], {
    env: { ...process.env, KUBECONFIG: kubeconfig },
    stdio: ["pipe", "ignore", "inherit"],
  });
  child.stdin.end(JSON.stringify(object));
};

/** Plays the kubelet of these nodes. */
function startKwok(names: readonly string[]): void {
  const selector = Object.entries(annotation)[0]?.join("=");
  const options = ["--manage-all-nodes=false", `--manage-nodes-with-annotation-selector=${selector}`];
  const child = spawn(sandbox().kwok, ["--kubeconfig", sandboxCluster().kubeconfig, ...options], { stdio: "ignore" });
  onTestFinished(() => void child.kill("SIGKILL"));
  void keepAlive(names);
}

const renewMs = 4_000;

/** Without a Lease kwok only tells that a node is well every half a minute, and after twenty seconds this cluster takes it for dead. */
function keepAlive(names: readonly string[]): Promise<void> {
  const stop = new AbortController();
  onTestFinished(() => stop.abort());
  return withApi(async (send) => {
    for (; !stop.signal.aborted; await pause(renewMs)) {
      const renewTime = new Date().toISOString().replace("Z", "000Z");
      const lease = (name: string) => ({
        apiVersion: "coordination.k8s.io/v1",
        kind: "Lease",
        metadata: { name },
        spec: { holderIdentity: name, leaseDurationSeconds: 16, renewTime },
      });
      const path = "/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases";
      await Promise.all(
        names.map((name) => send("PATCH", `${path}/${name}?fieldManager=tests&force=true`, lease(name))),
      );
    }
  });
}

type Send = (method: "POST" | "PATCH", path: string, body: object) => Promise<void>;

/** Sends many requests to the API server, as nobody's kubectl could in that time. */
async function withApi<T>(task: (send: Send) => Promise<T>): Promise<T> {
  const { kubectl: program, kubeconfig } = sandboxCluster();
  const proxy = spawn(program, ["proxy", "--port=0"], {
    env: { ...process.env, KUBECONFIG: kubeconfig },
    stdio: ["ignore", "pipe", "ignore"],
  });
  try {
    const [line] = await once(createInterface(proxy.stdout), "line");
    const address = /127\.0\.0\.1:\d+/.exec(String(line))?.[0] ?? expect.fail(`kubectl proxy says: ${line}`);
    return await task(async (method, path, body) => {
      const headers = { "content-type": `application/${method === "PATCH" ? "apply-patch+yaml" : "json"}` };
      const answer = await fetch(`http://${address}${path}`, { method, headers, body: JSON.stringify(body) });
      expect(answer.ok, await answer.text()).toBe(true);
    });
  } finally {
    proxy.kill();
  }
}

/** Events about nothing of the release, as a busy namespace has them. */
export const makeEvents = (namespace: string, count: number): Promise<void> =>
  withApi(async (send) => {
    const at = new Date().toISOString();
    const numbers = Array.from({ length: count }, (_, index) => index);
    const work = async () => {
      for (let number = numbers.pop(); number !== undefined; number = numbers.pop()) {
        const involvedObject = { kind: "Pod", namespace, name: `other-${number}`, apiVersion: "v1" };
        const words = { reason: "BackOff", message: "Back-off restarting failed container", type: "Warning" };
        const seen = { firstTimestamp: at, lastTimestamp: at, count: 1, source: { component: "kubelet" } };
        const metadata = { name: `other-${number}.1`, namespace };
        await send("POST", `/api/v1/namespaces/${namespace}/events`, { metadata, involvedObject, ...words, ...seen });
      }
    };
    await Promise.all(Array.from({ length: 16 }, work));
  });
