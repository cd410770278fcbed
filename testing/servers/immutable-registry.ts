import { request as ask, type IncomingMessage, type ServerResponse } from "node:http";
import { httpServer } from "./http-server.ts";

export interface ImmutableRegistry {
  /** `localhost:PORT` */
  registry: string;
  /** Tags that were written, and those whose second writing was refused. */
  written: string[];
  refused: string[];
}

/**
 * A way to a registry on which each tag can be written once, as a setting of ECR, Harbor and others has it. With
 * `losesFirst`, whoever writes the first tag never hears that it was written.
 */
export async function immutableRegistry(upstream: string, { losesFirst = false } = {}): Promise<ImmutableRegistry> {
  const [written, refused]: [string[], string[]] = [[], []];
  const { host } = await httpServer((request, response) => {
    const [, tag] = (request.method === "PUT" && /\/manifests\/(?!sha256:)(.+)$/.exec(request.url ?? "")) || [];
    if (tag !== undefined && written.includes(tag)) {
      refused.push(tag);
      request.resume().on("end", () => response.writeHead(400).end(refusal(tag)));
      return;
    }
    if (tag !== undefined) written.push(tag);
    const isLost = losesFirst && tag !== undefined && written.length === 1;
    forward(upstream, request, response, isLost);
  });
  return { registry: host.replace("127.0.0.1", "localhost"), written, refused };
}

const refusal = (tag: string) =>
  JSON.stringify({ errors: [{ code: "TAG_INVALID", message: `The image tag '${tag}' is immutable.` }] });

function forward(upstream: string, request: IncomingMessage, response: ServerResponse, isLost: boolean): void {
  const [host, port] = upstream.replace("localhost", "127.0.0.1").split(":");
  const { method, url, headers } = request;
  const onward = ask({ host, port, method, path: url, headers }, (answer) => {
    if (isLost) return void request.socket.destroy();
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    return void answer.pipe(response);
  });
  onward.on("error", () => request.socket.destroy());
  request.pipe(onward);
}
