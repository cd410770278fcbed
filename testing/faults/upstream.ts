import { request as askPlainly, type IncomingMessage, Agent as PlainAgent, type ServerResponse } from "node:http";
import { Agent, request as askSecurely, type RequestOptions } from "node:https";
import { connect, type Socket } from "node:net";
import type { Cluster } from "../../cli/adapters/kubernetes/cluster.ts";
import type { Answering } from "./request-faults.ts";

/** A real server, as a proxy asks it. */
export interface Upstream {
  /** Asks on behalf of a client. Whoever of the two goes away takes the other along. */
  forward: (request: IncomingMessage, response: ServerResponse) => Promise<Answering>;
  /** The same for a connection that goes on as something else than HTTP. */
  upgrade: (request: IncomingMessage, socket: Socket, head: Buffer) => Promise<Answering>;
  close: () => void;
}

/** The API server of a cluster, asked as the user whom its kubeconfig names. */
export function upstreamOf({ config }: Cluster): Upstream {
  const cluster = config.getCurrentCluster();
  const user = config.getCurrentUser();
  const { hostname, port } = new URL(cluster?.server ?? "");
  const [ca, cert, key] = [cluster?.caData, user?.certData, user?.keyData].map((text) =>
    Buffer.from(text ?? "", "base64"),
  );
  // Each handshake costs more than most requests do.
  const agent = new Agent({ keepAlive: true, ca, cert, key });
  const ask = (options: RequestOptions) => askSecurely({ ...options, host: hostname, port, agent });
  const upgrade = () => Promise.reject(new Error("nothing here upgrades a connection to the API server"));
  return { forward: forwarding(ask), upgrade, close: () => agent.destroy() };
}

/** The engine of the sandbox. */
export const upstreamEngine = (): Upstream => upstreamSocket((process.env.DOCKER_HOST ?? "").replace("unix://", ""));

/** A server that is spoken to over http, at `localhost:5000` or a URL. */
export function upstreamAt(address: string): Upstream {
  const { hostname: host, port } = new URL(address.includes("://") ? address : `http://${address}`);
  const agent = new PlainAgent({ keepAlive: true });
  const upgrade = () => Promise.reject(new Error("nothing here upgrades a connection"));
  return {
    forward: forwarding((options) => askPlainly({ ...options, host, port, agent })),
    upgrade,
    close: () => agent.destroy(),
  };
}

/** A server behind a socket. */
export function upstreamSocket(socketPath: string): Upstream {
  // A server that is to close the connection does so as soon as it has answered, even before all was sent to it.
  const agent = new PlainAgent({ keepAlive: true });
  const ask = (options: RequestOptions) => askPlainly({ ...options, socketPath, agent });
  return { forward: forwarding(ask), upgrade: upgrading(socketPath), close: () => agent.destroy() };
}

const forwarding =
  (ask: (options: RequestOptions) => ReturnType<typeof askPlainly>): Upstream["forward"] =>
  (request, response) =>
    new Promise((resolve) => {
      const { method = "GET", url = "/", headers } = request;
      const onward = ask({ method, path: url, headers });
      const giveUp = () => void request.socket.destroy();
      onward.on("error", giveUp);
      response.on("close", () => response.writableFinished || onward.destroy());
      onward.on("response", (answer) => {
        answer.on("error", giveUp);
        const pass = () => {
          response.writeHead(answer.statusCode ?? 502, answer.headers);
          // A watch says nothing for long, and a client waits for the head.
          response.flushHeaders();
          answer.pipe(response);
        };
        resolve({ pass, drop: () => void answer.destroy() });
      });
      request.pipe(onward);
    });

const upgrading =
  (socketPath: string): Upstream["upgrade"] =>
  ({ method, url, rawHeaders }, socket, head) =>
    new Promise((resolve) => {
      const onward = connect(socketPath);
      const lines = rawHeaders.flatMap((name, index) => (index % 2 ? [] : [`${name}: ${rawHeaders[index + 1]}`]));
      onward.write([`${method} ${url} HTTP/1.1`, ...lines, "", ""].join("\r\n"));
      onward.write(head);
      onward.on("error", () => socket.destroy()).on("close", () => socket.destroy());
      socket.on("error", () => onward.destroy()).on("close", () => onward.destroy());
      socket.pipe(onward);
      onward.once("readable", () =>
        resolve({ pass: () => void onward.pipe(socket), drop: () => void onward.destroy() }),
      );
    });
