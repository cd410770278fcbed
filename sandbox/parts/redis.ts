import { mkdirSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { livingPid, startDaemon, stopDaemon } from "../daemon.ts";
import { choosePort, rememberedPort } from "../ports.ts";
import { findProgram } from "../programs.ts";
import type { Site } from "../site.ts";

export const redisPrograms = ["redis-server"];

export const redisAddress = ({ paths }: Site): string | undefined => {
  const port = rememberedPort(paths, "redis");
  return port ? `127.0.0.1:${port}` : undefined;
};

/** Starts a Redis that keeps nothing on disk. */
export async function startRedis(site: Site): Promise<void> {
  const { paths } = site;
  const before = rememberedPort(paths, "redis");
  if (livingPid(paths, "redis") && before && (await answersPing(before))) return;
  await stopDaemon(paths, "redis");
  site.report("redis: starting");
  const port = await choosePort(paths, "redis", site.report);
  const folder = join(paths.state, "redis");
  mkdirSync(folder, { recursive: true });
  const options = { bind: "127.0.0.1", port: String(port), save: "", appendonly: "no", dir: folder };
  await startDaemon(paths, {
    name: "redis",
    command: findProgram("redis-server") ?? "redis-server",
    args: Object.entries(options).flatMap(([name, value]) => [`--${name}`, value]),
    ready: () => answersPing(port),
  });
}

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
