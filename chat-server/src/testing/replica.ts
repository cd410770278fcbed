import { onTestFinished } from "vitest";
import { type Config, readConfig } from "../config.ts";
import { defaultLimits, type Limits } from "../limits.ts";
import { createLog } from "../log.ts";
import { ChatServer } from "../server.ts";
import type { TestRedis } from "./redis.ts";
import { until } from "./until.ts";

export interface Replica {
  server: ChatServer;
  port: number;
  url: string;
  /** What it logged, line by line. */
  log: string[];
}

/** A server in this process on a free port, stopped when the test is over. */
export async function startReplica(config: Partial<Config> = {}, limits: Partial<Limits> = {}): Promise<Replica> {
  const log: string[] = [];
  const logger = createLog(
    { level: "trace", service: "chat", version: "test" },
    { write: (line) => void log.push(line) },
  );
  const defaults: Config = { ...readConfig([], {}), address: { host: "127.0.0.1", port: 0 }, drainMilliseconds: 0 };
  const server = new ChatServer({ ...defaults, version: "test", ...config }, logger, { ...defaultLimits, ...limits });
  await server.listen();
  onTestFinished(() => server.stop());
  return { server, port: server.port, url: `http://127.0.0.1:${server.port}`, log };
}

/** Several of them on one Redis, all of them ready. */
export async function startReplicas(count: number, config: Partial<Config>): Promise<Replica[]> {
  const replicas = await Promise.all(Array.from({ length: count }, () => startReplica(config)));
  for (const { url } of replicas) await untilStatus(`${url}/readyz`, 200);
  return replicas;
}

export async function twoReplicas(redis: TestRedis): Promise<[Replica, Replica]> {
  return (await startReplicas(2, { redis: redis.target })) as [Replica, Replica];
}

/** The body of the first answer with that status. */
export async function untilStatus(url: string, status: number): Promise<{ reason?: string; store: string }> {
  return until(`${url} answers ${status}`, async () => {
    const response = await fetch(url);
    const body = (await response.json()) as { store: string };
    return response.status === status && body;
  });
}
