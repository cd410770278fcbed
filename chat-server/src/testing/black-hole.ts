import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { onTestFinished } from "vitest";

/** A way to a port that can be closed without a word: connections stay, and nothing gets through any more. */
export async function blackHole(target: number) {
  const sockets = new Set<Socket>();
  let isOpen = false;
  const pass = (from: Socket, to: Socket) => {
    sockets.add(from);
    from.on("data", (chunk) => isOpen || to.write(chunk));
    from.on("error", () => {});
    from.on("close", () => {
      sockets.delete(from);
      to.destroy();
    });
  };
  const server = createServer((near) => {
    const far = connect(target, "127.0.0.1");
    pass(near, far);
    pass(far, near);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const close = () => {
    isOpen = false;
    // What was swallowed would be missing in the middle of a stream.
    for (const socket of sockets) socket.destroy();
  };
  onTestFinished(() => {
    server.close();
    close();
  });
  const open = () => {
    isOpen = true;
  };
  return { port: (server.address() as AddressInfo).port, open, close };
}
