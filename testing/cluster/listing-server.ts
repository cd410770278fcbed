import { AppsV1Api, CoreV1Api, KubeConfig } from "@kubernetes/client-node";
import type { Cluster } from "../../cli/adapters/kubernetes/cluster.ts";
import { httpServer } from "../servers/http-server.ts";

/** The objects of a kind or, by `kind/name`, the only one; or the status that asking for them is answered with. */
export type Answers = Record<string, object[] | number>;

/** A namespace whose API server answers lists so; of kinds that are not named there are none. */
export async function clusterWhere(answers: Answers): Promise<Cluster> {
  const { host } = await httpServer((request, response) => {
    const [, path = ""] = /namespaces\/x\/([\w/-]+)/.exec(request.url ?? "") ?? [];
    const answer = answers[path] ?? [];
    const isRefused = typeof answer === "number";
    response.writeHead(isRefused ? answer : 200, { "content-type": "application/json" });
    response.end(
      JSON.stringify(
        isRefused ? { kind: "Status", message: "no" } : path.includes("/") ? answer[0] : { items: answer },
      ),
    );
  });
  const config = new KubeConfig();
  config.loadFromClusterAndUser({ name: "x", server: `http://${host}`, skipTLSVerify: true }, { name: "x" });
  const [apps, core] = [config.makeApiClient(AppsV1Api), config.makeApiClient(CoreV1Api)];
  return { apps, core, config, namespace: "x" } as Cluster;
}

export const byHelm = (release: string) => ({ annotations: { "meta.helm.sh/release-name": release } });
