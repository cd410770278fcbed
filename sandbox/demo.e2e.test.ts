import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { run } from "../cli/core/processes.ts";
import { composeProject, containerOf } from "./demo/chat.ts";
import { demosFolder } from "./demo/place.ts";
import { find, siteOf } from "./index.ts";

const name = `demo-${randomBytes(3).toString("hex")}`;
const { paths } = siteOf({});
const folder = join(demosFolder(paths), name);
const remote = join(folder, `${name}.git`);

interface Played {
  code: number | null;
  output: string;
  /** The versions that this run released, in order. */
  released: string[];
  address: string;
}

/** Runs the demo; `interruptAt` is what it prints when Ctrl-C is pressed. */
function play(interruptAt?: string): Promise<Played> {
  const child = spawn(process.execPath, [join(import.meta.dirname, "demo.ts"), "--name", name], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (data) => {
      output += data;
      if (interruptAt && output.includes(interruptAt)) child.kill("SIGINT");
    });
  }
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => {
      const released = [...output.matchAll(/^Released (.+)$/gm)].map(([, version = ""]) => version);
      resolve({ code, output, released, address: /^Open (\S+)/m.exec(output)?.[1] ?? "" });
    });
  });
}

const sandbox = () => find() ?? expect.fail("the sandbox is not up");
const git = async (...args: string[]) => (await run("git", ["-C", remote, ...args])).stdout.trim();
const docker = async (...args: string[]) => (await run("docker", args, { env: sandbox().env })).stdout.trim();

/** What the parts themselves say of a version, asked without chatops. */
async function factsOf(version: string) {
  const { registry, chartRepository } = sandbox();
  const accept = "application/vnd.oci.image.index.v1+json, application/vnd.docker.distribution.manifest.v2+json";
  const headers = { accept: `${accept}, application/vnd.oci.image.manifest.v1+json` };
  const manifest = await fetch(`http://${registry}/v2/${name}/manifests/${version}`, { headers });
  const chart = (await (await fetch(`${chartRepository}/api/charts/${name}/${version}`)).json()) as {
    appVersion: string;
    digest: string;
  };
  const tag = await git("tag", "--list", "--format=%(contents)", `v${version}`);
  const trailer = (key: string) => new RegExp(`^${key}: (.+)$`, "m").exec(tag)?.[1];
  return {
    commit: await git("rev-parse", `v${version}^{commit}`),
    imageDigest: { tag: trailer("Image-Digest"), registry: manifest.headers.get("docker-content-digest") },
    chartDigest: { tag: trailer("Chart-Digest"), chartMuseum: `sha256:${chart.digest}` },
    appVersion: chart.appVersion,
  };
}

/** What every complete run must have told, and what must be true afterwards. */
async function verifyPlayed({ code, output, released, address }: Played): Promise<void> {
  expect(code, output).toBe(0);
  expect(released).toHaveLength(3);
  expect(output).toMatch(/in the same order; 0 lost, 0 twice\. \/messages has the same ones/);
  expect(output).toMatch(/▶ MODERATION_URL: "" is not usable/);
  expect(output).toContain("exit code 21");
  const [, second = ""] = released;
  expect(await (await fetch(`${address}/readyz`)).json()).toMatchObject({ version: second });
  expect(await (await fetch(address)).text()).toContain("<title>Dito Chat</title>");
  const { commit, imageDigest, chartDigest, appVersion } = await factsOf(second);
  expect(imageDigest.registry).toBe(imageDigest.tag);
  expect(chartDigest.chartMuseum).toBe(chartDigest.tag);
  expect(appVersion).toBe(second);
  const [running] = JSON.parse(await docker("inspect", containerOf(name)));
  expect(running.Config.Image).toBe(`${sandbox().registry}/${name}:${second}@${imageDigest.tag}`);
  expect(running.Config.Labels["org.opencontainers.image.revision"]).toBe(commit);
  expect(await git("log", "-1", "--format=%s", "main")).toMatch(/^Revert /);
  expect(await run("git", ["-C", join(folder, name), "status", "--porcelain"])).toMatchObject({ stdout: "" });
}

describe("the demo", () => {
  let first: Played;
  beforeAll(async () => {
    first = await play();
  });
  afterAll(async () => {
    await docker("compose", "--project-name", composeProject(name), "down", "--volumes");
    const images = await docker("images", "--quiet", `${sandbox().registry}/${name}`);
    if (images) await docker("rmi", "--force", ...new Set(images.split("\n")));
    rmSync(folder, { recursive: true, force: true });
    rmSync(join(dirname(paths.state), name), { recursive: true, force: true });
  });

  test("tells one version at every artifact, and loses no message", async () => {
    await verifyPlayed(first);
    expect(first.released).toEqual(["0.1.0", "0.2.0", "0.3.0"]);
  });

  test("goes on after it was interrupted while it deployed the broken version", async () => {
    const interrupted = await play("so this deployment must fail");
    expect(interrupted.code, interrupted.output).toBe(130);
    const again = await play();
    await verifyPlayed(again);
    expect(again.released).toEqual(["0.5.1", "0.6.0", "0.7.0"]);
    expect(again.address).toBe(first.address);
  });
});
