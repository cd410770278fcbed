import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import type { Cluster } from "../../cli/adapters/kubernetes/cluster.ts";
import { writeKubeconfig } from "../cluster/kubeconfig.ts";
import { folder } from "../fixtures/folder.ts";
import { meet, type RequestFault } from "./request-faults.ts";
import { type Upstream, upstreamEngine, upstreamOf } from "./upstream.ts";

/** A way to a real server on which one request fails, and all others arrive. */
export interface FaultProxy {
  /** What to name instead of the server: `http://127.0.0.1:PORT`, or `unix:///…` where it leads to a socket. */
  address: string;
  /** Counts anew from here on, and has the n-th request fail; without one it only counts. */
  arm: (nth?: number, fault?: RequestFault) => void;
  /** Each request since it was armed, in order: `GET /version, by Helm/4.3.1`. */
  requests: () => string[];
}

/** A fault proxy before the API server, and a kubeconfig that leads through it. */
export async function faultProxyBefore(cluster: Cluster): Promise<FaultProxy & { kubeconfig: string }> {
  const proxy = await listen(upstreamOf(cluster), 0);
  return { ...proxy, kubeconfig: writeKubeconfig({ server: proxy.address }) };
}

/** A fault proxy before the engine. */
export const faultProxyBeforeEngine = (): Promise<FaultProxy> =>
  listen(upstreamEngine(), join(folder({}, "engine"), "docker.sock"));

/** A fault proxy before any server, on a port or a socket; gone with the test. */
export async function listen(upstream: Upstream, place: number | string): Promise<FaultProxy> {
  let armed: { nth?: number | undefined; fault?: RequestFault | undefined } = {};
  let requests: string[] = [];
  /** The fault that this request meets. */
  const count = ({ method, url, headers }: IncomingMessage): RequestFault | undefined => {
    const [by = "somebody"] = (headers["user-agent"] ?? "").split(" ").filter(Boolean);
    requests.push(`${method} ${url}, by ${by}`);
    return requests.length === armed.nth ? armed.fault : undefined;
  };
  const address = await start(proxyTo(upstream, count), place);
  onTestFinished(upstream.close);
  const arm: FaultProxy["arm"] = (nth, fault) => {
    armed = { nth, fault };
    requests = [];
  };
  return { address, arm, requests: () => requests };
}

function proxyTo(upstream: Upstream, faultOf: (request: IncomingMessage) => RequestFault | undefined): Server {
  // A connection that was closed for being idle looks to its client like a request that failed.
  const server = createServer({ keepAliveTimeout: 0 }, (request, response) => {
    meet(faultOf(request), { request, response, forward: () => upstream.forward(request, response) });
  });
  return server.on("upgrade", (request: IncomingMessage, socket: Socket, head: Buffer) => {
    const response = new ServerResponse(request);
    response.assignSocket(socket);
    const forward = () => {
      response.detachSocket(socket);
      return upstream.upgrade(request, socket, head);
    };
    meet(faultOf(request), { request, response, forward });
  });
}

async function start(server: Server, place: number | string): Promise<string> {
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  server.listen(typeof place === "number" ? { port: place, host: "127.0.0.1" } : { path: place });
  await once(server, "listening");
  const bound = server.address();
  return typeof bound === "string" ? `unix://${bound}` : `http://127.0.0.1:${bound?.port}`;
}
