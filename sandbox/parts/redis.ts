import { connect } from "node:net";
import { findProgram } from "../programs.ts";
import { type Server, serverPart } from "./server.ts";

/** A Redis that keeps nothing on disk. */
export const redis: Server = {
  name: "redis",
  program: () => findProgram("redis-server") ?? "redis-server",
  address: (port) => `127.0.0.1:${port}`,
  answers: answersPing,
  launch: ({ folder, port }) => {
    const options = { bind: "127.0.0.1", port: String(port), save: "", appendonly: "no", dir: folder };
    return { args: Object.entries(options).flatMap(([name, value]) => [`--${name}`, value]) };
  },
};

export const redisPart = serverPart(redis, { programs: () => ["redis-server"] });

function answersPing(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: "127.0.0.1" }, () => socket.write("PING\r\n"));
    const finish = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(2000, () => finish(false));
    socket.on("error", () => finish(false)).on("data", (data) => finish(data.toString().startsWith("+PONG")));
  });
}
