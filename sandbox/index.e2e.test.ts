import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { run } from "../lib/processes.ts";
import { createScratch, obstacle, type Scratch } from "../testing/sandbox/scratch.ts";
import { isFull } from "../testing/setup/short-run.ts";
import { type Sandbox, up } from "./index.ts";
import type { SwitchName } from "./parts/part.ts";

const minutes = 60_000;
const auth = { user: "robot", password: "correct horse" };
const header = { authorization: `Basic ${btoa(`${auth.user}:${auth.password}`)}` };

describe.skipIf(obstacle || !isFull)("the sandbox as tests use it", { timeout: 2 * minutes }, () => {
  let scratch: Scratch;
  let sandbox: Sandbox;
  beforeAll(async () => {
    scratch = createScratch();
    vi.stubEnv("DOCKER_HOST", scratch.env.DOCKER_HOST);
    sandbox = await up({ env: { ...process.env, ...scratch.env } });
  }, 5 * minutes);
  afterAll(() => {
    vi.unstubAllEnvs();
    return scratch.remove();
  }, minutes);

  const docker = (...args: string[]) => run("docker", args, { env: sandbox.env });
  const status = async (url: string, init?: RequestInit) => (await fetch(url, init)).status;

  const probes: Record<SwitchName, () => Promise<unknown>> = {
    engine: () => docker("version"),
    registry: () => fetch(`http://${sandbox.registry}/v2/`),
    chartmuseum: () => fetch(`${sandbox.chartRepository}/index.yaml`),
    redis: () => run("redis-cli", ["-u", `redis://${sandbox.redis}`, "ping"]),
  };

  test.each(Object.entries(probes))("%s can be switched off and on", async (name, probe) => {
    await probe();
    await sandbox.stopPart(name as SwitchName);
    await expect(probe()).rejects.toThrow();
    await sandbox.startPart(name as SwitchName);
    await probe();
  });

  test("docker finds both plugins there, and no credentials", async () => {
    expect((await docker("buildx", "version")).stdout).toContain("github.com/docker/buildx v");
    expect((await docker("compose", "version")).stdout).toContain("Docker Compose version v");
    expect(readdirSync(sandbox.env.DOCKER_CONFIG ?? "").sort()).toEqual(
      expect.arrayContaining(["cli-plugins", "config.json"]),
    );
  });

  test("BuildKit builds on the base image, with the network, and pushes", async () => {
    const tag = `${sandbox.registry}/app:1`;
    const dockerfile =
      "FROM node:24-slim\nRUN --mount=type=cache,target=/var/cache/npm npm install --global --cache /var/cache/npm semver@7.7.2\n";
    await run("docker", ["buildx", "build", "--push", "--tag", tag, "-"], { env: sandbox.env, input: dockerfile });
    expect(await (await fetch(`http://${sandbox.registry}/v2/app/tags/list`)).json()).toMatchObject({ tags: ["1"] });
    expect((await docker("run", "--rm", tag, "semver", "1.2.3")).stdout).toBe("1.2.3");
  });

  test("the bridge keeps its hardware address while containers come and go", async () => {
    const address = () => readFileSync(`/sys/class/net/chatops-${scratch.paths.id}/address`, "utf8");
    const before = address();
    const id = (await docker("run", "--detach", "redis:7-bookworm")).stdout;
    expect(address()).toBe(before);
    await docker("rm", "--force", id);
    expect(address()).toBe(before);
  });

  test("another registry asks for a password", async () => {
    await using registry = await sandbox.startRegistry({ auth });
    const url = `http://${registry.address}/v2/`;
    expect(await status(url)).toBe(401);
    expect(await status(url, { headers: header })).toBe(200);
    await registry.stop();
    await expect(status(url)).rejects.toThrow();
    expect(readdirSync(join(scratch.paths.state, "extra"))).toEqual([]);
  });

  test("ChartMuseum shows a chart at once, and never overwrites it", async () => {
    const upload = await chart("demo");
    expect(await status(`${sandbox.chartRepository}/api/charts`, { method: "POST", body: upload })).toBe(201);
    expect(await (await fetch(`${sandbox.chartRepository}/index.yaml`)).text()).toContain("charts/demo-1.0.0.tgz");
    expect(await status(`${sandbox.chartRepository}/api/charts`, { method: "POST", body: upload })).toBe(409);
  });

  test("another ChartMuseum asks for a password", async () => {
    await using museum = await sandbox.startChartMuseum({ auth });
    expect(await status(`${museum.address}/index.yaml`)).toBe(401);
    expect(await status(`${museum.address}/index.yaml`, { headers: header })).toBe(200);
  });
});

/** A chart of one file, as an archive. */
async function chart(name: string): Promise<Uint8Array<ArrayBuffer>> {
  const { create } = await import("tar");
  const { mkdtemp, mkdir, writeFile, readFile, rm } = await import("node:fs/promises");
  const { tmpdir } = await import("node:os");
  const folder = await mkdtemp(join(tmpdir(), "chart-"));
  await mkdir(join(folder, name));
  await writeFile(join(folder, name, "Chart.yaml"), `apiVersion: v2\nname: ${name}\nversion: 1.0.0\n`);
  await create({ gzip: true, file: join(folder, "chart.tgz"), cwd: folder }, [name]);
  const archive = new Uint8Array(await readFile(join(folder, "chart.tgz")));
  await rm(folder, { recursive: true });
  return archive;
}
