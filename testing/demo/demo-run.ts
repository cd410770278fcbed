import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect } from "vitest";
import { demosFolder } from "../../demo/workspace.ts";
import { run } from "../../lib/processes.ts";
import { sandboxContext } from "../../sandbox/context.ts";
import { sandbox } from "../sandbox/sandbox.ts";

export interface Played {
  code: number | null;
  output: string;
  /** The versions that this run released, in order. */
  released: string[];
  /** The version that chatops serve made of what was only pushed. */
  pushed: string;
  address: string;
}

/** A demo under a name of its own. */
export interface Demo {
  name: string;
  repository: string;
  /** Plays it; `interruptAt` is what it prints when Ctrl-C is pressed. */
  play: (interruptAt?: string) => Promise<Played>;
  /** Runs a program with the sandbox's environment, in the repository, and resolves to what it says. */
  tell: (program: string, ...args: string[]) => Promise<string>;
  /** What the parts themselves say of a version, asked without chatops. */
  factsOf: (version: string) => Promise<Facts>;
  remove: () => Promise<void>;
}

export interface Facts {
  commit: string;
  /** What the tag says, and what the servers have. */
  imageDigest: { tag: string | undefined; registry: string | null };
  chartDigest: { tag: string | undefined; chartMuseum: string };
  appVersion: string;
}

const { paths } = sandboxContext({});

export function createDemo(...options: string[]): Demo {
  const name = `demo-${randomBytes(3).toString("hex")}`;
  const folder = join(demosFolder(paths), name);
  const repository = join(folder, name);
  const tell: Demo["tell"] = async (program, ...args) =>
    (await run(program, args, { cwd: repository, env: sandbox().env })).stdout.trim();
  return {
    name,
    repository,
    play: (interruptAt) => play(["--name", name, ...options], interruptAt),
    tell,
    factsOf: (version) => factsOf(name, join(folder, `${name}.git`), version),
    async remove() {
      const images = await tell("docker", "images", "--quiet", `${sandbox().registry}/${name}`);
      if (images) await tell("docker", "rmi", "--force", ...new Set(images.split("\n")));
      rmSync(folder, { recursive: true, force: true });
      rmSync(join(dirname(paths.state), name), { recursive: true, force: true });
    },
  };
}

function play(args: string[], interruptAt?: string): Promise<Played> {
  const child = spawn(process.execPath, [join(import.meta.dirname, "..", "..", "demo", "demo.ts"), ...args], {
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
      const pushed = /^(\S+) serves, [\d.]+ s after the push\.$/m.exec(output)?.[1] ?? "";
      resolve({ code, output, released, pushed, address: /^Open (\S+)/m.exec(output)?.[1] ?? "" });
    });
  });
}

async function factsOf(name: string, remote: string, version: string): Promise<Facts> {
  const { registry, chartRepository } = sandbox();
  const git = async (...args: string[]) => (await run("git", ["-C", remote, ...args])).stdout.trim();
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

/** What every complete run must have told, and what must be true of the parts afterwards. */
export async function verifyTold(demo: Demo, { code, output, released, pushed, address }: Played): Promise<void> {
  expect(code, output).toBe(0);
  expect(released).toHaveLength(3);
  expect(output).toMatch(/in the same order; 0 lost, 0 twice\. \/messages has the same ones/);
  expect(output).toMatch(/▶ MODERATION_URL: "" is not usable/);
  expect(output).toContain("exit code 21");
  verifyNothingTyped(output, pushed);
  expect(await (await fetch(`${address}/readyz`)).json()).toMatchObject({ version: pushed });
  expect(await (await fetch(address)).text()).toContain("<title>Dito Chat, pushed</title>");
  expect(await demo.tell("git", "log", "-2", "--format=%s", "origin/main")).toMatch(/^feat: .*\nRevert /);
  expect(await demo.tell("git", "status", "--porcelain")).toBe("");
}

/** After the push no command was typed until what was pushed served, and what serve did ended well. */
function verifyNothingTyped(output: string, pushed: string): void {
  const [, served = ""] = output.split("\n$ chatops serve ");
  const after = served.split("\n$ git push ").at(-1);
  expect(served).toContain("\n$ git push ");
  expect(after).not.toMatch(/^\$ /m);
  expect(after).toContain(`: done, ${pushed}\n`);
  expect(after).not.toMatch(/: (failed|waiting|interrupted)/);
}

/** What carries the version must be the same wherever it is. */
export function verifyFacts({ imageDigest, chartDigest, appVersion }: Facts, version: string): void {
  expect(imageDigest.registry).toBe(imageDigest.tag);
  expect(chartDigest.chartMuseum).toBe(chartDigest.tag);
  expect(appVersion).toBe(version);
}
