import { type IncomingMessage, request as send } from "node:http";
import { connect, type Socket } from "node:net";
import { httpServer } from "./http-server.ts";

/**
 * A proxy as companies have it: it knows names that nobody else knows, and what it is asked for is told in `asked`. With
 * a login it lets nobody else pass.
 */
export async function forwardProxy(known: Record<string, string>, login?: string) {
  const asked: string[] = [];
  const wanted = login && `Basic ${Buffer.from(login).toString("base64")}`;
  const isKnown = ({ headers }: IncomingMessage) => !wanted || headers["proxy-authorization"] === wanted;
  const { host, server } = await httpServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    if (!isKnown(request)) return void response.writeHead(407).end();
    const { hostname, port, pathname, search } = new URL(request.url ?? "");
    const [to, at] = (known[hostname] ?? `${hostname}:${port || 80}`).split(":");
    const { method, headers } = request;
    request.pipe(
      send({ host: to, port: at, method, path: pathname + search, headers }, (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      }),
    );
  });
  server.on("connect", (request: IncomingMessage, socket: Socket) => {
    asked.push(`CONNECT ${request.url}`);
    if (!isKnown(request)) return void socket.end("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n");
    const [name = "", port] = (request.url ?? "").split(":");
    const [to, at] = (known[name] ?? `${name}:${port}`).split(":");
    const far = connect(Number(at), to ?? "", () => {
      socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
      far.pipe(socket).pipe(far);
    });
    far.on("error", () => socket.destroy());
    socket.on("error", () => far.destroy());
  });
  return { url: `http://${login ? `${login}@` : ""}${host}`, host, asked };
}
