import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { startProgram } from "../testing/chatops/script.ts";
import { folder, writeAll } from "../testing/fixtures/folder.ts";

/** Stands where the built program does: says which Node runs it, and ends in order when it is asked to. */
const main = `
export async function main(args) {
  console.log(process.versions.node, JSON.stringify(args));
  if (args[0] === "exit") process.exitCode = Number(args[1]);
  if (args[0] !== "wait") return;
  const waiting = setTimeout(() => {}, 20_000);
  for (const [signal, code] of [["SIGINT", 130], ["SIGTERM", 143]]) {
    process.on(signal, () => {
      console.log("stopped by", signal);
      process.exitCode = code;
      clearTimeout(waiting);
    });
  }
  console.log("waiting");
}
`;

/** chatops as it is installed; \`pinned\`: with a newer Node among its packages, as in a checkout. */
function installed({ pinned = false, own = main } = {}): string {
  const place = folder({ "package.json": { version: "1.2.3", type: "module" } });
  writeAll(place, { "dist/cli/main.js": own });
  mkdirSync(join(place, "bin"));
  cpSync(fileURLToPath(new URL("chatops.js", import.meta.url)), join(place, "bin/chatops.js"));
  const node = join(place, "node_modules/node/bin/node");
  mkdirSync(dirname(node), { recursive: true });
  if (pinned) symlinkSync(process.execPath, node);
  return join(place, "bin/chatops.js");
}

const majorOf = (node: string): number => {
  try {
    return Number(execFileSync(node, ["-p", "process.versions.node"], { encoding: "utf8" }).split(".")[0]);
  } catch {
    return 0;
  }
};
const oldNode = ["/usr/bin/node", "/usr/local/bin/node"].find((node) => [18, 20, 21].includes(majorOf(node)));

describe("chatops", () => {
  test("starts the program with its arguments and its exit code", async () => {
    const { stdout, exitCode } = await startProgram(process.execPath, [installed(), "exit", "21"]).ended;
    expect({ stdout, exitCode }).toEqual({ stdout: `${process.versions.node} ["exit","21"]\n`, exitCode: 21 });
  });

  test.each(["--version", "-V"])("answers %s by itself, without loading the program", async (option) => {
    const { stdout, exitCode } = await startProgram(process.execPath, [installed({ own: "throw 1" }), option]).ended;
    expect({ stdout, exitCode }).toEqual({ stdout: "1.2.3\n", exitCode: 0 });
  });

  test("leaves `release --version` to the program", async () => {
    const { stdout } = await startProgram(process.execPath, [installed(), "release", "--version"]).ended;
    expect(stdout).toContain('["release","--version"]');
  });
});

describe.skipIf(!oldNode)("on an old Node (skipped where none is installed)", () => {
  const start = (file: string, ...args: string[]) => startProgram(oldNode ?? "", [file, ...args]);

  test("runs with the pinned one, with the same arguments and exit code", async () => {
    const { stdout, exitCode } = await start(installed({ pinned: true }), "exit", "20").ended;
    expect({ stdout, exitCode }).toEqual({ stdout: `${process.versions.node} ["exit","20"]\n`, exitCode: 20 });
  });

  test("prints one sentence where there is no pinned one, and exits with 3", async () => {
    const { stdout, stderr, exitCode } = await start(installed(), "release").ended;
    expect({ stdout, exitCode }).toEqual({ stdout: "", exitCode: 3 });
    expect(stderr).toMatch(/^chatops needs Node 22\.19 or newer, and this is v\d+\.\d+\.\d+: install .*\n$/);
  });

  test("does not start itself again and again where the pinned one is old, too", async () => {
    const file = installed();
    symlinkSync(oldNode ?? "", join(dirname(file), "../node_modules/node/bin/node"));
    expect(await start(file, "release").ended).toMatchObject({ exitCode: 3, stdout: "" });
  });

  test("says so where the pinned one cannot be started", async () => {
    const file = installed();
    mkdirSync(join(dirname(file), "../node_modules/node/bin/node"));
    const { stderr, exitCode } = await start(file, "release").ended;
    expect(exitCode).toBe(3);
    expect(stderr).toMatch(/^chatops cannot start .*\n$/);
  });

  test.each([
    ["SIGTERM", 143],
    ["SIGINT", 130],
  ] as const)("hands %s on and waits for the end", async (signal, exitCode) => {
    const run = start(installed({ pinned: true }), "wait");
    await run.says("waiting");
    run.child.kill(signal);
    expect(await run.ended).toMatchObject({
      exitCode,
      signal: null,
      stdout: expect.stringContaining(`stopped by ${signal}`),
    });
  });

  test("exits as shells do where the program was killed", async () => {
    const killed = 'export const main = () => process.kill(process.pid, "SIGKILL")';
    const { exitCode } = await start(installed({ pinned: true, own: killed })).ended;
    expect(exitCode).toBe(137);
  });
});
