import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Redis } from "ioredis";
import { describe, onTestFinished } from "vitest";
import type { RedisTarget } from "../config.ts";
import { until } from "./until.ts";

const binary = "redis-server";
const isInstalled = spawnSync(binary, ["--version"]).status === 0;

/** A suite that needs Redis: skipped where there is none, except in CI, where it fails. */
export const describeWithRedis = (name: string, suite: () => void): void => {
  const skip = !isInstalled && process.env.CI !== "true";
  describe.skipIf(skip)(skip ? `${name} (skipped: no ${binary} in the path)` : name, suite);
};

interface TestRedisOptions {
  /** Whether it survives a restart with everything it acknowledged. */
  keeps?: boolean;
  password?: string;
  port?: number;
}

/** A Redis of the test's own, on a free port, gone when the test is over. */
export class TestRedis {
  readonly port: number;
  readonly #args: string[];
  #process: ChildProcess | undefined;

  private constructor(port: number, args: string[]) {
    this.port = port;
    this.#args = ["--port", `${port}`, "--bind", "127.0.0.1", "--save", "", ...args];
  }

  static async start({ keeps = false, password, port }: TestRedisOptions = {}): Promise<TestRedis> {
    const folder = mkdtempSync(join(tmpdir(), "chat-redis-"));
    const persistence = keeps ? ["--appendonly", "yes", "--appendfsync", "always"] : ["--appendonly", "no"];
    const secret = password ? ["--requirepass", password] : [];
    const redis = new TestRedis(port ?? (await freePort()), ["--dir", folder, ...persistence, ...secret]);
    onTestFinished(async () => {
      await redis.kill();
      rmSync(folder, { recursive: true, force: true });
    });
    await redis.launch();
    return redis;
  }

  get target(): RedisTarget {
    return { host: "127.0.0.1", port: this.port, tls: false };
  }

  async launch(): Promise<void> {
    const started = spawn(binary, this.#args, { stdio: ["ignore", "pipe", "inherit"] });
    let output = "";
    started.stdout.on("data", (chunk) => {
      output += chunk;
    });
    this.#process = started;
    await until("Redis accepts connections", () => output.includes("Ready to accept connections"));
  }

  async kill(): Promise<void> {
    const running = this.#process;
    if (running === undefined || running.exitCode !== null || running.signalCode !== null) return;
    const exited = once(running, "exit");
    running.kill("SIGKILL");
    await exited;
  }

  /** Freezes it: connections stay open, nothing is answered. */
  pause(): void {
    this.#process?.kill("SIGSTOP");
  }

  goOn(): void {
    this.#process?.kill("SIGCONT");
  }

  /** Runs one command, as an administrator or another program would. */
  async run(command: string, ...args: string[]): Promise<unknown> {
    const client = new Redis(this.port, "127.0.0.1");
    try {
      return await client.call(command, ...args);
    } finally {
      client.disconnect();
    }
  }
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}
