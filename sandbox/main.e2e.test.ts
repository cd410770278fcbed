import { chownSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { run } from "../lib/processes.ts";
import { createScratch, obstacle, type Scratch } from "../testing/sandbox/scratch.ts";
import { traces } from "../testing/sandbox/traces.ts";
import { isFull } from "../testing/setup/short-run.ts";
import { strays } from "./daemon.ts";

const minutes = 60_000;
const docker = (scratch: Scratch, ...args: string[]) =>
  run("docker", args, { env: { DOCKER_HOST: `unix:///run/chatops-${scratch.paths.id}/docker.sock` } });

const kill = (pid: number) => process.kill(pid, "SIGKILL");

describe.skipIf(obstacle || !isFull)("a sandbox with an engine of its own", { timeout: 5 * minutes }, () => {
  let scratch: Scratch;
  beforeAll(() => {
    scratch = createScratch();
  });
  afterAll(() => scratch.remove(), minutes);

  test("two runs of up at once bring everything up, one after the other", async () => {
    const runs = await Promise.all([scratch.sandbox("up", "--docker"), scratch.sandbox("up", "--docker")]);
    expect(
      runs.map(({ exitCode }) => exitCode),
      runs.map(({ stderr }) => stderr).join("\n"),
    ).toEqual([0, 0]);
    const waits = runs.filter(({ stderr }) => stderr.includes("waiting for another run on this sandbox"));
    expect(waits).toHaveLength(1);
    expect(Object.values(await scratch.state()).filter(({ running }) => !running)).toEqual([]);
  });

  test("a further up has nothing to do", async () => {
    expect((await scratch.sandbox("up", "--docker")).stderr).toBe("");
  });

  test("containers reach each other by name, and the world", async () => {
    await docker(scratch, "network", "create", "friends");
    await docker(scratch, "run", "-d", "--name", "store", "--network", "friends", "redis:7-bookworm");
    const ping = ["run", "--rm", "--network", "friends", "redis:7-bookworm", "redis-cli", "-h", "store", "ping"];
    expect((await docker(scratch, ...ping)).stdout).toBe("PONG");
    const view = ["run", "--rm", "--network", "friends", "node:24-slim", "npm", "view", "semver@7.0.0", "version"];
    expect((await docker(scratch, ...view)).stdout).toContain("7.0.0");
    await docker(scratch, "rm", "--force", "--volumes", "store");
  });

  test.each(["registry", "chartmuseum", "redis"])("%s, killed, comes back at the same address", async (name) => {
    const before = await scratch.state();
    kill(scratch.pid(name));
    expect((await scratch.state())[name]?.running).toBe(false);
    const { stderr } = await scratch.sandbox("up", "--docker");
    expect(stderr).toBe(`${name}: starting`);
    expect((await scratch.state())[name]).toEqual(before[name]);
  });

  test("a killed engine comes back with its images and containers", async () => {
    await docker(scratch, "run", "-d", "--restart", "always", "--name", "kept", "redis:7-bookworm");
    for (const daemon of ["dockerd", "containerd"]) kill(scratch.pid(daemon));
    expect((await scratch.sandbox("up", "--docker")).stderr).toBe("engine: starting");
    expect((await docker(scratch, "ps", "--format", "{{.Names}}")).stdout).toBe("kept");
  });

  test("a server whose port another program took moves, and says so", async () => {
    const { redis } = await scratch.state();
    const port = Number(redis?.address.split(":")[1]);
    kill(scratch.pid("redis"));
    await expect.poll(async () => (await scratch.state()).redis?.running).toBe(false);
    const stranger = await new Promise<Server>((resolve) => {
      const server = createServer().listen(port, "127.0.0.1", () => resolve(server));
    });
    const { stderr } = await scratch.sandbox("up", "--docker");
    stranger.close();
    expect(stderr).toContain(`redis: port ${port} is taken by another program`);
    expect((await scratch.state()).redis?.running).toBe(true);
  });

  test("after a reboot everything comes back", async () => {
    for (const pid of strays(scratch.paths)) kill(pid);
    await expect.poll(() => strays(scratch.paths)).toEqual([]);
    await run("ip", ["link", "delete", `chatops-${scratch.paths.id}`]);
    for (const mount of (await traces(scratch.paths)).filter((line) => line.includes("/run/"))) {
      await run("umount", ["--lazy", mount.split(" ")[4] ?? ""]).catch(() => undefined);
    }
    rmSync(`/run/chatops-${scratch.paths.id}`, { recursive: true });
    const { exitCode } = await scratch.sandbox("up", "--docker");
    expect(exitCode).toBe(0);
    expect(Object.values(await scratch.state()).filter(({ running }) => !running)).toEqual([]);
  });

  test("another sandbox beside it takes nothing from it, and uses its engine where told to", async () => {
    const second = createScratch();
    second.env.DOCKER_HOST = `unix:///run/chatops-${scratch.paths.id}/docker.sock`;
    expect((await second.sandbox("up", "--docker")).exitCode).toBe(0);
    expect((await second.state()).engine).toMatchObject({ origin: "found running", address: second.env.DOCKER_HOST });
    await second.sandbox("down");
    expect((await second.state()).engine?.running).toBe(true);
    await second.remove();
    expect((await scratch.state()).engine?.running).toBe(true);
  });

  test("down ends all, even behind a killed engine, and up brings the data back", async () => {
    await scratch.sandbox("up", "--docker");
    kill(scratch.pid("dockerd"));
    expect((await scratch.sandbox("down")).exitCode).toBe(0);
    expect(await traces(scratch.paths)).toEqual([]);
    expect((await scratch.sandbox("down")).exitCode).toBe(0);
    await scratch.sandbox("up", "--docker");
    expect((await docker(scratch, "ps", "-a", "--format", "{{.Names}}")).stdout).toBe("kept");
  });

  test("remove leaves nothing but the cache", async () => {
    expect((await scratch.sandbox("remove")).exitCode).toBe(0);
    expect(await traces(scratch.paths)).toEqual([]);
    expect(existsSync(scratch.paths.state)).toBe(false);
    expect(existsSync(scratch.paths.cache)).toBe(true);
  });
});

test.skipIf(obstacle)("who is not root and has no engine is told so", async () => {
  const { env } = createScratch();
  const home = mkdtempSync(join(tmpdir(), "nobody-"));
  chownSync(home, 65534, 65534);
  const identity = ["--reuid=65534", "--regid=65534", "--clear-groups"];
  const up = run("setpriv", [...identity, process.execPath, join(import.meta.dirname, "main.ts"), "up"], {
    env: { ...env, XDG_STATE_HOME: home, XDG_CACHE_HOME: home },
  });
  await expect(up).rejects.toMatchObject({
    exitCodeOfProcess: 3,
    stderr: expect.stringContaining(
      "No Docker engine answers, and the sandbox can start one of its own only on Linux as root\nStart Docker",
    ),
  });
  rmSync(home, { recursive: true });
});
