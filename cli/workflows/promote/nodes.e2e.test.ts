import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { errorOf, type Ran } from "../../../testing/chatops/built-chatops.ts";
import {
  type ClusterProject,
  clusterProject,
  kubectl,
  sandboxCluster,
} from "../../../testing/cluster/cluster-project.ts";
import { type HelmMajor, helmMajors } from "../../../testing/cluster/helm.ts";
import { holderOf, promoteArguments, serversOf } from "../../../testing/cluster/promotion-checks.ts";
import { read } from "../../../testing/fixtures/folder.ts";
import { plainServer } from "../../../testing/fixtures/sample-projects.ts";
import { sandbox } from "../../../testing/sandbox/sandbox.ts";
import { clientsOf } from "../../../testing/servers/clients.ts";
import { ownServers } from "../../../testing/servers/own-servers.ts";
import { full, isFull } from "../../../testing/setup/short-run.ts";

const own = ownServers();
/** The nodes know the sandbox's registry alone. */
const publish = () => ({ charts: own.charts, registry: sandbox().registry });

/** What import writes, but for the address that this machine reaches. */
const asGenerated = (text: string) =>
  text
    .replace(/^replicaCount: .*/m, "replicaCount: 3")
    .replace(/^preStopSeconds: .*/m, "preStopSeconds: 5")
    .replace(/^terminationGracePeriodSeconds: .*/m, "terminationGracePeriodSeconds: 30")
    .replace("type: ClusterIP", "type: LoadBalancer");

/** Three replicas of the first version run; a second one is released. */
async function withThree(helm: HelmMajor = 4): Promise<{ place: ClusterProject; second: string }> {
  const place = await clusterProject({ publish: publish(), helm });
  const values = asGenerated(read(place.directory, "chart/values.yaml"));
  await place.release(plainServer, { "chart/values.yaml": values });
  const ran = await place.promote("--env", "staging");
  expect(ran, ran.stdout).toMatchObject({ exitCode: 0, result: { outcome: "healthy" } });
  return { place, second: await place.release(`${plainServer}// second\n`) };
}

const addressOf = (place: ClusterProject): string =>
  place.objects("staging", "services")[0]?.status.loadBalancer.ingress?.[0]?.ip ?? expect.fail("no address");

/** Promotes, and does something once the rollout has a ready pod of the new version but lacks others. */
async function promoteAnd(place: ClusterProject, act: () => Promise<unknown>, ...args: string[]): Promise<Ran> {
  let acting: Promise<unknown> | undefined;
  const ran = await place.user.run(promoteArguments(...args), {
    cwd: place.directory,
    onEvent: (event) => {
      if (event.type === "progress" && event.text.startsWith("1/3 ready")) acting ??= act();
      // Whoever awaits it hears of it.
      acting?.catch(() => {});
    },
  });
  await (acting ?? expect.fail(`it was never half-way: ${ran.stdout}`));
  return ran;
}

/** Moves this test's pods away: those of others stay, who use the same nodes. */
const drain = (node: string, { name }: ClusterProject) => {
  const selected = `--pod-selector=app.kubernetes.io/instance=${name}`;
  return promisify(execFile)(
    sandboxCluster().kubectl,
    ["drain", node, selected, "--delete-emptydir-data", "--timeout=120s"],
    {
      env: { ...process.env, KUBECONFIG: sandboxCluster().kubeconfig },
    },
  );
};

/** Three ready pods of this version, all on other nodes. */
function expectElsewhere(place: ClusterProject, version: string, node: string): void {
  const pods = serversOf(place);
  expect(pods).toHaveLength(3);
  for (const { spec, status } of pods) {
    expect(spec.containers[0].image).toContain(`:${version}@`);
    expect(status.containerStatuses[0].ready).toBe(true);
    expect(spec.nodeName).not.toBe(node);
  }
}

/** Asks for two ready pods at once, as whoever empties nodes does, and takes the first answer: both go in the end. */
async function evictTwo(place: ClusterProject): Promise<string[]> {
  const allowed = () => place.objects("staging", "poddisruptionbudgets")[0]?.status.disruptionsAllowed;
  await expect.poll(allowed).toBe(1);
  const [one, other] = serversOf(place);
  return Promise.all([evict(place, one.metadata.name), evict(place, other.metadata.name)]);
}

/** Through kubectl, which does not ask again as our own requests do. */
async function evict(place: ClusterProject, name: string): Promise<"evicted" | "refused"> {
  const namespace = place.namespaces.staging;
  const eviction = { apiVersion: "policy/v1", kind: "Eviction", metadata: { name, namespace } };
  const path = `/api/v1/namespaces/${namespace}/pods/${name}/eviction`;
  const options = { env: { ...process.env, KUBECONFIG: sandboxCluster().kubeconfig } };
  const asking = promisify(execFile)(sandboxCluster().kubectl, ["create", "--raw", path, "-f", "-"], options);
  asking.child.stdin?.end(JSON.stringify(eviction));
  return asking.then(
    () => "evicted",
    ({ stderr }) => (/disruption budget/.test(stderr) ? "refused" : expect.fail(stderr)),
  );
}

const node = "worker-2";

test.each(isFull ? helmMajors : ([4] as const))(
  "with Helm %i, no request is lost while a node is drained in the middle of a rollout, nor while two pods are to go at once",
  async (helm) => {
    const { place, second } = await withThree(helm);
    const clients = clientsOf({ host: addressOf(place) });
    try {
      const ran = await promoteAnd(place, () => drain(node, place));
      expect(ran, ran.stdout).toMatchObject({ exitCode: 0, result: { outcome: "healthy", version: second } });
      const areReady = () => serversOf(place).filter(({ status }) => status.containerStatuses?.[0].ready).length;
      // One that is not ready may be evicted whatever the budget says.
      await expect.poll(areReady).toBe(3);
      expect((await evictTwo(place)).sort()).toEqual(["evicted", "refused"]);
      await expect.poll(areReady).toBe(3);
      await clients.stop();
      expectElsewhere(place, second, node);
      expect([...clients.answers.keys()].sort()).toEqual(["200 0.1.0", `200 ${second}`]);
      expect(clients.lost).toEqual([]);
    } finally {
      kubectl("uncordon", node);
    }
  },
);

full("a node that dies in the middle of a rollout is named, or does no harm", { timeout: 900_000 }, async () => {
  const { place, second } = await withThree();
  try {
    const ran = await promoteAnd(place, () => sandboxCluster().stopNode(node), "--timeout", "3m");
    if (ran.exitCode === 0) {
      expect(ran.result).toMatchObject({ outcome: "healthy", version: second });
      expectElsewhere(place, second, node);
    } else {
      expect(errorOf(ran), ran.stdout).toBeUndefined();
      expect(JSON.stringify(ran.result.verdict)).toContain(node);
    }
    expect(holderOf(place)).toBe("");
  } finally {
    await sandboxCluster().startNode(node);
    kubectl("uncordon", node);
  }
  const again = await place.promote("--env", "staging");
  expect(again, again.stdout).toMatchObject({ exitCode: 0, result: { version: second } });
  expect(serversOf(place)).toHaveLength(3);
});
