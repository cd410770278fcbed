import type { Server } from "node:http";
import type { Socket } from "node:net";

/** Bounds the connections of one address that have not asked for anything yet. Those that never do are closed by Node. */
export function boundHalfOpen(http: Server, most: number): void {
  const waiting = new Map<string, Set<Socket>>();
  const settled = (socket: Socket, from: string) => {
    const sockets = waiting.get(from);
    sockets?.delete(socket);
    if (sockets?.size === 0) waiting.delete(from);
  };
  http.on("connection", (socket: Socket) => {
    const from = socket.remoteAddress ?? "";
    const sockets = waiting.get(from) ?? new Set();
    if (sockets.size >= most) {
      socket.destroy();
      return;
    }
    waiting.set(from, sockets.add(socket));
    socket.once("close", () => settled(socket, from));
  });
  for (const event of ["request", "upgrade"] as const) {
    http.prependListener(event, ({ socket }) => settled(socket, socket.remoteAddress ?? ""));
  }
}
