import { cpSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { expect } from "vitest";
import { kubectl } from "../../../testing/cluster/cluster-project.ts";
import { helm } from "../../../testing/cluster/helm.ts";
import { ownNamespace } from "../../../testing/cluster/namespaces.ts";
import { writeAll } from "../../../testing/fixtures/folder.ts";
import { type Project, project } from "../../../testing/git/git-project.ts";
import { sandbox } from "../../../testing/sandbox/sandbox.ts";
import { ownServers } from "../../../testing/servers/own-servers.ts";
import { full } from "../../../testing/setup/short-run.ts";
import type { Cluster } from "../../adapters/kubernetes/cluster.ts";

const own = ownServers();
const sources = new URL("../../../chat-server", import.meta.url).pathname;
const service = { name: "front", type: "LoadBalancer", externalPort: 8088, internalPort: 9090 };

/** The chat-server, in a repository of its own, with one environment for each Helm. */
async function chatServer(): Promise<{ place: Project; clusters: Record<3 | 4, Cluster> }> {
  const registry = sandbox().registry;
  const place = project({ publish: { registry, charts: own.charts } });
  rmSync(join(place.directory, "chart"), { recursive: true });
  const isSource = (path: string) => !["node_modules", "dist"].includes(basename(path));
  cpSync(sources, place.directory, { recursive: true, filter: isSource });
  const labels = { "pod-security.kubernetes.io/enforce": "restricted" };
  const clusters = { 3: await ownNamespace(labels), 4: await ownNamespace(labels) };
  const environment = ({ namespace }: Cluster) => ({ kubernetes: { namespace, values: ["front.yaml"] } });
  const config = {
    name: "chat-server",
    image: `${registry}/team/${place.name}`,
    chart: { repository: own.charts },
    environments: { helm3: environment(clusters[3]), helm4: environment(clusters[4]) },
  };
  writeAll(place.directory, { "chatops.yaml": config, "front.yaml": { service } });
  return { place, clusters };
}

/** Asks until it is told to stop, each time on a new connection; answers what was answered, and what was not. */
function keepAsking(url: string): () => Promise<{ versions: Set<string>; lost: string[] }> {
  const versions = new Set<string>();
  const lost: string[] = [];
  let goesOn = true;
  const asking = (async () => {
    while (goesOn) {
      // The pods that it asks have to start on the same few processors.
      await pause(20);
      const headers = { connection: "close" };
      await fetch(url, { headers, signal: AbortSignal.timeout(20_000) }).then(
        ({ ok, status, headers: answered }) =>
          ok ? void versions.add(answered.get("x-app-version") ?? "") : void lost.push(String(status)),
        (error) => void lost.push(String(error.cause ?? error)),
      );
    }
  })();
  return async () => {
    goesOn = false;
    await asking;
    return { versions, lost };
  };
}

// Its image is built with packages from npm, and every version rolls through three replicas, one after the other.
full(
  "chat-server runs in three replicas on both workers, and loses no request to its next version",
  async () => {
    const { place, clusters } = await chatServer();
    const promote = async (major: 3 | 4) => {
      const { KUBECONFIG } = sandbox().cluster?.env ?? {};
      const env = { KUBECONFIG, PATH: `${join(sandbox().helm[major], "..")}:${process.env.PATH}` };
      const ran = await place.user.run(["promote", "--env", `helm${major}`, "--json", "--yes"], {
        cwd: place.directory,
        env,
      });
      expect(ran, ran.stdout).toMatchObject({ exitCode: 0, result: { outcome: "healthy" } });
      return ran.result;
    };
    const release = async () => (await place.chatops("release", "--json")).result.version;
    place.commit({}, "feat: start");
    const first = await release();
    for (const major of [3, 4] as const) {
      const { namespace } = clusters[major];
      const { pods } = await promote(major);
      const own = pods.filter(({ name }: { name: string }) => !name.includes("redis"));
      expect(own).toHaveLength(3);
      expect(new Set(own.map(({ node }: { node: string }) => node)).size).toBe(2);
      const [found] = JSON.parse(kubectl("--namespace", namespace, "get", "service", "front", "--output", "json")).spec
        .ports;
      expect(found).toMatchObject({ port: service.externalPort });
      expect(await helm(major, "lint", "--strict", join(place.directory, "chart"))).toContain("0 chart(s) failed");
      expect(await helm(major, "test", "chat-server", "--namespace", namespace)).toMatch(/Phase:\s+Succeeded/);
    }
    place.commit({}, "fix: next");
    const next = await release();
    for (const major of [3, 4] as const) {
      const { namespace } = clusters[major];
      const { status } = JSON.parse(kubectl("--namespace", namespace, "get", "service", "front", "--output", "json"));
      const stop = keepAsking(`http://${status.loadBalancer.ingress[0].ip}:${service.externalPort}/readyz`);
      await promote(major);
      const { versions, lost } = await stop();
      expect(lost).toEqual([]);
      expect([...versions].sort()).toEqual([first, next].sort());
    }
  },
  900_000,
);
