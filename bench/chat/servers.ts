import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { freePort } from "../../sandbox/ports.ts";

export const origin = "http://localhost:3000";
const folder = fileURLToPath(new URL("../../chat-server", import.meta.url));
const clockTicks = 100;

/** A program that runs for a measurement, and what it took of the machine. */
export class Measured {
  readonly #process: ChildProcess;
  readonly port: number;

  private constructor(process: ChildProcess, port: number) {
    this.#process = process;
    this.port = port;
  }

  static async start(program: string, args: string[], port: number, env: NodeJS.ProcessEnv = {}): Promise<Measured> {
    const process = spawn(program, args, { env, stdio: "ignore" });
    const started = new Measured(process, port);
    while (!(await accepts(port))) {
      if (process.exitCode !== null) throw new Error(`${program} ended with ${process.exitCode}`);
      await sleep(20);
    }
    return started;
  }

  /** Seconds of processor time so far. */
  get cpu(): number {
    const fields = this.#proc("stat").split(") ")[1]?.split(" ") ?? [];
    return (Number(fields[11]) + Number(fields[12])) / clockTicks;
  }

  /** Resident memory in bytes. */
  get memory(): number {
    return Number(/^VmRSS:\s+(\d+)/m.exec(this.#proc("status"))?.[1]) * 1024;
  }

  /** The most that it has had, in bytes. */
  get peakMemory(): number {
    return Number(/^VmHWM:\s+(\d+)/m.exec(this.#proc("status"))?.[1]) * 1024;
  }

  async stop(): Promise<void> {
    const ended = once(this.#process, "exit");
    this.#process.kill("SIGKILL");
    await ended;
  }

  #proc(file: string): string {
    return readFileSync(`/proc/${this.#process.pid}/${file}`, "utf8");
  }
}

const accepts = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.on("connect", () => resolve(true)).on("error", () => resolve(false));
    socket.on("connect", () => socket.destroy());
  });

export const startRedis = async (): Promise<Measured> => {
  const port = await freePort();
  return Measured.start("redis-server", ["--port", `${port}`, "--bind", "127.0.0.1", "--save", ""], port, process.env);
};

/** The limits are for clients one does not know; here one client speaks for a thousand. */
const unlimited = { MESSAGES_PER_SECOND: "0", CONNECTIONS_PER_ADDRESS: "0" };

/** As `npm start` and the image start it. */
function startArguments(): string[] {
  const { scripts } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as { scripts: { start: string } };
  const [, ...args] = scripts.start.split(" ");
  return [...args.slice(0, -1), join(folder, args.at(-1) ?? "")];
}

export async function startOurs(redis: Measured | undefined): Promise<Measured> {
  const port = await freePort();
  const env = { ...unlimited, ALLOWED_ORIGIN: origin, PORT: `${port}`, LOG_LEVEL: "error", ...redisOf(redis) };
  const server = await Measured.start(process.execPath, startArguments(), port, env);
  while (!(await fetch(`http://127.0.0.1:${port}/readyz`)).ok) await sleep(20);
  return server;
}

export async function startOriginal(program: string, redis: Measured | undefined): Promise<Measured> {
  const port = await freePort();
  return Measured.start(program, ["-addr", `127.0.0.1:${port}`], port, { ALLOWED_ORIGIN: origin, ...redisOf(redis) });
}

/** What any server in Node has to do for a client that comes, and nothing else. */
export async function startBare(): Promise<Measured> {
  const port = await freePort();
  const [flag = ""] = startArguments();
  return Measured.start(process.execPath, [flag, fileURLToPath(new URL("bare.ts", import.meta.url)), `${port}`], port);
}

const redisOf = (redis: Measured | undefined) => redis && { REDIS_ADDR: `127.0.0.1:${redis.port}` };
