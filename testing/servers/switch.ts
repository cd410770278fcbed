import { connect, createServer, type Server, type Socket } from "node:net";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { folder } from "../fixtures/folder.ts";

/** A way to a real server that can be cut and mended, so that the server itself stays up for others. */
export interface Switch {
  /** What to name instead of the server: `localhost:PORT`, or `unix:///…` where it leads to a socket. */
  address: string;
  off: () => Promise<void>;
  on: () => Promise<void>;
  /** Takes connections from now on and never says anything; ends with `off`. */
  silence: () => void;
}

type Target = { host: string; port: number } | { path: string };

/** A switch before a server: `localhost:5000`, or a URL with a port. */
export const switchBefore = (address: string): Promise<Switch> => {
  const { hostname, port } = new URL(address.includes("://") ? address : `tcp://${address}`);
  return listen({ host: hostname === "localhost" ? "127.0.0.1" : hostname, port: Number(port) }, 0);
};

/** A switch before the engine. */
export const switchBeforeEngine = (): Promise<Switch> =>
  listen({ path: (process.env.DOCKER_HOST ?? "").replace("unix://", "") }, join(folder({}, "engine"), "docker.sock"));

async function listen(target: Target, place: number | string): Promise<Switch> {
  const sockets = new Set<Socket>();
  let isSilent = false;
  const server: Server = createServer((socket) => {
    if (isSilent) {
      sockets.add(socket.on("error", () => {}).on("close", () => sockets.delete(socket)));
      return;
    }
    const onward = connect(target);
    for (const [from, to] of [
      [socket, onward],
      [onward, socket],
    ] as const) {
      sockets.add(from);
      from.on("error", () => to.destroy()).on("close", () => sockets.delete(from));
      from.pipe(to);
    }
  });
  let listening = place;
  const on = () => new Promise<void>((resolve) => server.listen(listening, () => resolve()));
  const off = () =>
    new Promise<void>((resolve) => {
      isSilent = false;
      server.close(() => resolve());
      for (const socket of sockets) socket.destroy();
    });
  const silence = () => {
    isSilent = true;
    for (const socket of sockets) socket.unpipe();
  };
  await on();
  const bound = server.address();
  if (bound && typeof bound === "object") listening = bound.port;
  onTestFinished(() => (server.listening ? off() : undefined));
  return {
    address: typeof listening === "number" ? `localhost:${listening}` : `unix://${listening}`,
    off,
    on,
    silence,
  };
}
