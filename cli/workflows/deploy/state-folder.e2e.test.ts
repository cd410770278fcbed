import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import type { Ran } from "../../../testing/chatops/built-chatops.ts";
import {
  type ComposeProject,
  composeProject,
  crashingServer,
  healthyServer,
  withLocal,
} from "../../../testing/docker/compose-project.ts";
import { few, full } from "../../../testing/setup/short-run.ts";

/** What stands where the state folder is to be, made before every command. */
const faults: Record<string, (state: string) => void> = {
  removed: (state) => rmSync(state, { recursive: true, force: true }),
  "read-only": (state) => mountOnce(state, "ro"),
  "on a full disk": (state) => {
    mountOnce(state, "size=4k");
    writeFileSync(join(state, "filler"), Buffer.alloc(4096));
  },
  "a file": (state) => {
    rmSync(state, { recursive: true, force: true });
    writeFileSync(state, "");
  },
  emptied: (state) => {
    rmSync(state, { recursive: true, force: true });
    mkdirSync(state);
  },
  "as it should be": () => {},
};

const mounted = new Set<string>();

function mountOnce(folder: string, options: string): void {
  if (mounted.has(folder)) return;
  mkdirSync(folder, { recursive: true });
  execFileSync("mount", ["-t", "tmpfs", "-o", options, "tmpfs", folder], { stdio: "pipe" });
  mounted.add(folder);
  onTestFinished(() => void execFileSync("umount", [folder], { stdio: "pipe" }));
}

const warningsOf = ({ events }: Ran) => events.flatMap((event) => (event.type === "warning" ? [event.text] : []));

async function releases(place: ComposeProject): Promise<void> {
  place.commit({ "chatops.yaml": withLocal(place.name) });
  await place.release(healthyServer);
  await place.release(crashingServer("no"));
  await place.release(`${healthyServer}// mended\n`);
}

describe("with a state folder that is", () => {
  full.for(Object.entries(faults))("%s, a deployment ends as it does with any", async ([what, breakIt], context) => {
    const place = composeProject();
    await releases(place);
    const folder = dirname(place.user.state);
    const run = (...args: string[]) => {
      breakIt(folder);
      return place.chatops(...args, "--json");
    };
    const deploy = (version: string) => run("deploy", "--to", "compose", "--version", version);
    try {
      breakIt(folder);
    } catch (error) {
      context.skip(`${what}: this machine lets nobody mount: ${error}`);
    }
    expect(await deploy("0.1.0")).toMatchObject({ exitCode: 0, result: { outcome: "healthy", version: "0.1.0" } });
    const failed = await deploy("0.1.1");
    expect(failed).toMatchObject({
      exitCode: 21,
      result: { outcome: "failed", aftermath: { did: "rolledBack", version: "0.1.0" } },
    });
    expect(failed.result.verdict.code).toBe("start.exits");
    expect(await place.runningAnswer()).toBe("0.1.0");
    const mended = await deploy("0.1.2");
    expect(mended).toMatchObject({ exitCode: 0, result: { outcome: "healthy", previous: "0.1.0" } });
    expect(await deploy("0.1.2")).toMatchObject({ exitCode: 0, result: { outcome: "unchanged" } });
    const status = await run("status", "--env", "local");
    expect(status.exitCode, status.stdout).toBe(0);
    expect(JSON.parse(status.stdout).environments).toMatchObject([{ state: "healthy", version: "0.1.2" }]);
    expect((await run("history", "--env", "local")).exitCode).toBe(0);
    // Nothing is wrong with an empty folder; whatever else is has to be said, with its path.
    const isFine = ["as it should be", "removed", "emptied"].includes(what);
    expect(warningsOf(failed).join("\n")).toMatch(isFine ? /^$/ : new RegExp(`${folder}.*: `));
    expect(readdirSync(dirname(folder), { recursive: true, encoding: "utf8" }).join()).not.toContain(".tmp");
  });
});

describe("a history that", () => {
  const broken: Record<string, (file: string) => void> = {
    "is empty": (file) => writeFileSync(file, ""),
    "is no JSON": (file) => writeFileSync(file, '[{"version":'),
    "is a folder": (file) => mkdirSync(file),
    "is something else": (file) => writeFileSync(file, '{"version":2}'),
  };

  test.each(few(Object.entries(broken), 1))("%s is put aside, and made again from what runs", async (_, breakIt) => {
    const place = composeProject();
    await releases(place);
    await place.deploy("--version", "0.1.0");
    const folder = join(place.user.state, place.name, "local");
    rmSync(join(folder, "history.json"));
    breakIt(join(folder, "history.json"));
    const status = await place.chatops("status", "--env", "local", "--json");
    expect(JSON.parse(status.stdout).environments).toMatchObject([{ state: "healthy", version: "0.1.0" }]);
    const failed = await place.deploy("--version", "0.1.1");
    expect(failed).toMatchObject({ exitCode: 21, result: { aftermath: { did: "rolledBack", version: "0.1.0" } } });
    expect(warningsOf(failed).join("\n")).toContain("history.json.unreadable-");
    const entries = JSON.parse(readFileSync(join(folder, "history.json"), "utf8"));
    expect(
      entries.map(({ version, outcome }: { version: string; outcome: string }) => `${version} ${outcome}`),
    ).toEqual(["0.1.0 healthy", "0.1.1 failed", "0.1.0 healthy"]);
    expect(readdirSync(folder).filter((name) => name.startsWith("history.json.unreadable-"))).toHaveLength(1);
  });
});

full("evidence that cannot be kept costs neither the verdict nor the way back", async () => {
  const place = composeProject();
  await releases(place);
  await place.deploy("--version", "0.1.0");
  const evidence = join(place.user.state, place.name, "local/evidence");
  writeFileSync(evidence, "");
  const failed = await place.deploy("--version", "0.1.1");
  expect(failed).toMatchObject({
    exitCode: 21,
    result: { outcome: "failed", aftermath: { did: "rolledBack", version: "0.1.0" } },
  });
  expect(failed.result.evidence).toBeUndefined();
  expect(warningsOf(failed).join("\n")).toContain(evidence);
});
