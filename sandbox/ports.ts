import { createServer } from "node:net";
import { join } from "node:path";
import { readJson, writeJson } from "./files.ts";
import type { Paths } from "./paths.ts";

// Below the ports the system gives to outgoing connections, and below Kubernetes' NodePorts: nobody takes one by chance.
const first = 21_000;
const last = 29_999;

const fileOf = (paths: Paths) => join(paths.state, "ports.json");
const allPorts = (paths: Paths) => readJson<Record<string, number>>(fileOf(paths)) ?? {};

/** The port that was chosen for `name`, if one was. */
export const rememberedPort = (paths: Paths, name: string): number | undefined => allPorts(paths)[name];

/** A free port for `name`: the one it had before, or a new one, which is remembered. */
export async function choosePort(paths: Paths, name: string, report: (line: string) => void): Promise<number> {
  const before = rememberedPort(paths, name);
  if (before && (await isFree(before))) return before;
  const port = await freePort(Object.values(allPorts(paths)));
  if (before) report(`${name}: port ${before} is taken by another program, using ${port} from now on`);
  writeJson(fileOf(paths), { ...allPorts(paths), [name]: port });
  return port;
}

/** A free port of the sandbox's range that is none of `taken`. */
export async function freePort(taken: number[] = []): Promise<number> {
  for (;;) {
    const port = first + Math.floor(Math.random() * (last - first + 1));
    if (!taken.includes(port) && (await isFree(port))) return port;
  }
}

/** Whether nothing listens on this port. */
export function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen({ port, host: "127.0.0.1", exclusive: true }, () => server.close(() => resolve(true)));
  });
}
