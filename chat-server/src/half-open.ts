import type { Server } from "node:http";
import type { Socket } from "node:net";
import type { Metrics } from "./metrics.ts";

/** Bounds the connections of one address that have not asked for anything yet. Those that never do are closed by Node. */
export function boundHalfOpen(http: Server, most: number, { halfOpenRefused }: Metrics): void {
  const counts = new Map<string, number>();
  /** What is to be done once they ask or go. Nothing of it is kept for those that stay for hours. */
  const waiting = new Map<Socket, () => void>();
  http.on("connection", (socket: Socket) => {
    const from = socket.remoteAddress ?? "";
    const count = counts.get(from) ?? 0;
    if (count >= most) {
      halfOpenRefused.inc();
      socket.destroy();
      return;
    }
    const settled = () => {
      const left = (counts.get(from) ?? 1) - 1;
      if (left > 0) counts.set(from, left);
      else counts.delete(from);
      waiting.delete(socket);
      socket.removeListener("close", settled);
    };
    counts.set(from, count + 1);
    waiting.set(socket, settled);
    socket.on("close", settled);
  });
  for (const event of ["request", "upgrade"] as const) {
    http.prependListener(event, ({ socket }) => waiting.get(socket)?.());
  }
}
