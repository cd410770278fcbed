import type { ClientRequest, RequestListener } from "node:http";
import { request as ask, type RequestOptions } from "node:https";
import { KubeConfig } from "@kubernetes/client-node";
import { expect } from "vitest";
import { clusterProject, sandboxCluster } from "../../../testing/cluster/cluster-project.ts";
import { writeKubeconfig } from "../../../testing/cluster/kubeconfig.ts";
import { plainServer as application } from "../../../testing/fixtures/sample-projects.ts";
import { sandbox } from "../../../testing/sandbox/sandbox.ts";
import { httpServer } from "../../../testing/servers/http-server.ts";
import { ownServers } from "../../../testing/servers/own-servers.ts";
import { full } from "../../../testing/setup/short-run.ts";

/** A way to the API server that is busy at every n-th request, but for watches. */
async function busyEvery(nth: number): Promise<{ kubeconfig: string; refused: () => number }> {
  const config = new KubeConfig();
  config.loadFromFile(sandboxCluster().kubeconfig);
  const options: RequestOptions = {};
  await config.applyToHTTPSOptions(options as never);
  const address = config.getCurrentCluster()?.server ?? "";
  let count = 0;
  let refused = 0;
  const answer: RequestListener = (request, response) => {
    const { url = "", method, headers } = request;
    if (!url.includes("watch=")) count += 1;
    if (!url.includes("watch=") && count % nth === 0) {
      refused += 1;
      const status = { kind: "Status", apiVersion: "v1", status: "Failure", code: 429, message: "Too many requests" };
      const said = { "content-type": "application/json", "retry-after": "1" };
      return void response.writeHead(429, said).end(JSON.stringify(status));
    }
    const onward: ClientRequest = ask(`${address}${url}`, { ...options, method, headers }, (reply) => {
      response.writeHead(reply.statusCode ?? 500, reply.headers).flushHeaders();
      reply.pipe(response);
    });
    response.on("close", () => onward.destroy());
    request.pipe(onward.on("error", () => response.destroy()));
  };
  const { host } = await httpServer(answer);
  return { kubeconfig: writeKubeconfig({ server: `http://${host}` }), refused: () => refused };
}

const own = ownServers();

full("an API server that is busy now and then is waited for, by us as by Helm", async () => {
  const place = await clusterProject({ publish: { charts: own.charts, registry: sandbox().registry } });
  const version = await place.release(application);
  const { kubeconfig, refused } = await busyEvery(7);
  const { result, events, stdout } = await place.promote("--env", "staging", "--kubeconfig", kubeconfig);
  expect(refused(), stdout).toBeGreaterThan(2);
  expect(result, stdout).toMatchObject({ outcome: "healthy", version });
  const notes = events.flatMap((event) => (event.type === "note" ? event.text : []));
  expect(notes.join("\n")).toMatch(/^the cluster at http:\S+ is busy \(429\): asking again in 1 s$/m);
});
