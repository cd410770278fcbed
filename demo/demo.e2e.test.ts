import { afterAll, describe, expect, test } from "vitest";
import "../testing/setup/needs-cluster.ts";
import { createDemo, type Played, verifyFacts, verifyTold } from "../testing/demo/demo-run.ts";
import { sandbox } from "../testing/sandbox/sandbox.ts";
import { full } from "../testing/setup/short-run.ts";
import { namespacesOf, serversOf } from "./cluster.ts";
import { chatopsProgram } from "./terminal.ts";

const demo = createDemo();
const namespaces = namespacesOf(demo.name);
/** It takes two minutes alone on two cores, which others may be using. */
const timeout = 900_000;

interface Pod {
  metadata: { name: string; labels: Record<string, string>; deletionTimestamp?: string };
  spec: { nodeName: string; containers: { image: string }[] };
  status: { containerStatuses: { imageID: string; ready: boolean }[] };
}

const told = async (...command: [string, ...string[]]) => JSON.parse(await demo.tell(...command));

async function serversIn(namespace: string): Promise<Pod[]> {
  const selected = ["--selector", serversOf(demo.name), "--namespace", namespace, "--output", "json"];
  const { items } = (await told("kubectl", "get", "pods", ...selected)) as { items: Pod[] };
  return items.filter(({ metadata }) => !metadata.deletionTimestamp);
}

/** One version on everything that an environment runs, and `chatops trace` says so too; resolves to its pods. */
async function verifyEnvironment(namespace: string, version: string, replicas: number): Promise<Pod[]> {
  const facts = await demo.factsOf(version);
  verifyFacts(facts, version);
  const pods = await serversIn(namespace);
  expect(pods).toHaveLength(replicas);
  for (const { metadata, spec, status } of pods) {
    expect(spec.containers[0]?.image).toBe(`${sandbox().registry}/${demo.name}:${version}@${facts.imageDigest.tag}`);
    expect(status.containerStatuses[0]?.imageID).toContain(facts.imageDigest.registry);
    expect(status.containerStatuses[0]?.ready).toBe(true);
    expect(metadata.labels["app.kubernetes.io/version"]).toBe(version);
  }
  const [listed] = await told("helm", "list", "--namespace", namespace, "--output", "json");
  expect(listed).toMatchObject({ status: "deployed", chart: `${demo.name}-${version}`, app_version: version });
  const trace = await told(chatopsProgram, "trace", `pod/${pods[0]?.metadata.name}`, "--json");
  expect(trace).toMatchObject({ version, released: true, agrees: true });
  expect(trace.links).toContainEqual(expect.objectContaining({ part: "commit", value: facts.commit, state: "agrees" }));
  return pods;
}

async function verifyPlayed(played: Played): Promise<void> {
  await verifyTold(demo, played);
  verifyTwoPods(played);
  verifyVerdict(played);
  await verifyEnvironment(namespaces.staging, played.pushed, 1);
  const pods = await verifyEnvironment(namespaces.prod, played.pushed, 3);
  expect(new Set(pods.map(({ spec }) => spec.nodeName))).toEqual(new Set(["worker-1", "worker-2"]));
}

/** What one guest writes goes to a pod on one node, and comes out of a pod on the other. */
function verifyTwoPods({ output }: Played): void {
  const connected = /^first is connected to (\S+) on (worker-\d), second to (\S+) on (worker-\d)\.$/m.exec(output);
  const [, firstPod, firstNode, secondPod, secondNode] = connected ?? expect.fail(output);
  expect(secondPod).not.toBe(firstPod);
  expect(secondNode).not.toBe(firstNode);
  expect(output).toMatch(/^What first wrote came out of the other pod after \d+ ms, and the answer after \d+ ms\.$/m);
}

/** The cause is certain long before Helm would have given up waiting, after its 300 s; the way back is in it too. */
function verifyVerdict({ output }: Played): void {
  const [, seconds] = /exit code 21 after (\d+) s: the container does not start/.exec(output) ?? expect.fail(output);
  expect(Number(seconds)).toBeLessThan(60);
}

describe("the demo on the cluster", () => {
  let first: Played | undefined;
  afterAll(async () => {
    if (!first) return;
    const gone = ["--wait=false", "--ignore-not-found"];
    await demo.tell("kubectl", "delete", "namespace", ...Object.values(namespaces), ...gone);
    await demo.remove();
  });

  test("tells one version at every artifact of both environments, and loses no message", { timeout }, async () => {
    first = await demo.play();
    await verifyPlayed(first);
    expect(first.released).toEqual(["0.1.0", "0.2.0", "0.3.0"]);
    const history = await told("helm", "history", demo.name, "--namespace", namespaces.prod, "--output", "json");
    const versions = ["0.1.0", "0.2.0", "0.3.0", "0.2.0", "0.4.0"];
    expect(history).toMatchObject(versions.map((version) => ({ chart: `${demo.name}-${version}` })));
    expect(history.at(-1)).toMatchObject({ revision: 5, status: "deployed" });
  });

  full("goes on after it was interrupted while prod got the broken version", { timeout }, async () => {
    const interrupted = await demo.play("so this must fail");
    expect(interrupted.code, interrupted.output).toBe(130);
    const again = await demo.play();
    await verifyPlayed(again);
    expect(again.address).toBe(first?.address);
  });
});
