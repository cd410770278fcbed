import { spawn } from "node:child_process";
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { run } from "../lib/processes.ts";
import { full } from "../testing/setup/short-run.ts";

// npm takes its time on a busy machine.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let checkout: string;

/** A checkout with a lockfile and a build, whose packages come from a folder instead of the network. */
beforeEach(async () => {
  checkout = mkdtempSync(join(tmpdir(), "prepare-"));
  const build = `node -e "fs.mkdirSync('dist',{recursive:true});fs.appendFileSync('builds','x')"`;
  write("package.json", {
    name: "checkout",
    version: "1.0.0",
    type: "module",
    scripts: { build },
    dependencies: { node: "file:packages/node" },
  });
  for (const file of ["package-lock.json", "rolldown.config.ts"]) write(file, {});
  write("packages/node/package.json", { name: "node", version: "24.0.0", bin: { node: "bin/node" } });
  write("packages/node/bin/node", `#!/bin/sh\nexec ${process.execPath} "$@"\n`);
  chmodSync(join(checkout, "packages/node/bin/node"), 0o755);
  write("chat-server/package.json", { name: "chat-server", version: "1.0.0", dependencies: { a: "file:a" } });
  write("chat-server/a/package.json", { name: "a", version: "1.0.0" });
  write("cli/main.ts", "export {};\n");
  for (const file of ["tools/prepare.js", "tools/installed.js", "lib/lock.js"]) {
    mkdirSync(dirname(join(checkout, file)), { recursive: true });
    copyFileSync(join(import.meta.dirname, "..", file), join(checkout, file));
  }
  const lock = ["install", "--package-lock-only", "--silent"];
  await Promise.all([checkout, join(checkout, "chat-server")].map((cwd) => run("npm", lock, { cwd })));
});
afterEach(() => rmSync(checkout, { recursive: true }));

function write(file: string, contents: string | object): void {
  mkdirSync(dirname(join(checkout, file)), { recursive: true });
  const text = typeof contents === "string" ? contents : `${JSON.stringify(contents)}\n`;
  writeFileSync(join(checkout, file), text);
}

/** What one run says, line by line. */
async function prepare(): Promise<string[]> {
  const { stderr } = await run(process.execPath, ["tools/prepare.js"], { cwd: checkout });
  return stderr.split("\n").filter(Boolean);
}

const installing = "Installing packages (about 15 s)";
const installingChat = "Installing the packages of chat-server (about 10 s)";
const building = "Building chatops (about 3 s)";

test("a fresh clone is installed and built; the next run has nothing to do", async () => {
  expect(await prepare()).toEqual([installing, installingChat, building]);
  expect(await prepare()).toEqual([]);
});

test("only what changed is done again", async () => {
  await prepare();
  write("cli/main.ts", "export const changed = true;\n");
  expect(await prepare()).toEqual([building]);
  rmSync(join(checkout, "cli/main.ts"));
  expect(await prepare()).toEqual([building]);
  write("cli/main.test.ts", "export {};\n");
  expect(await prepare()).toEqual([]);
  rmSync(join(checkout, "dist"), { recursive: true });
  expect(await prepare()).toEqual([building]);
});

full("an installation that was interrupted is done again", async () => {
  await prepare();
  rmSync(join(checkout, "node_modules/.package-lock.json"));
  expect(await prepare()).toEqual([installing]);
  rmSync(join(checkout, "chat-server/node_modules"), { recursive: true });
  expect(await prepare()).toEqual([installingChat]);
});

full("a lockfile that asks for something else is followed", async () => {
  await prepare();
  write("packages/other/package.json", { name: "other", version: "1.0.0" });
  await run("npm", ["install", "--package-lock-only", "--silent", "./packages/other"], { cwd: checkout });
  expect(await prepare()).toEqual([installing, building]);
});

test("of two at once, one works and the other waits", async () => {
  const outputs = await Promise.all([prepare(), prepare()]);
  const said = outputs.flat().map((line) => line.replace(/\d+\)$/, "PID)"));
  expect(said.sort()).toEqual(
    [building, installing, installingChat, "Waiting for another run that prepares this checkout (process PID)"].sort(),
  );
});

test("a program that follows runs on the pinned Node, whatever Node prepares", async () => {
  write("show.js", "console.log(process.argv.slice(2).join(), process.env.PINNED ?? 'same'); process.exitCode = 7;\n");
  write("packages/node/bin/node", `#!/bin/sh\nPINNED=yes exec ${process.execPath} "$@"\n`);
  const follow = run(process.execPath, ["tools/prepare.js", "show.js", "a", "b"], { cwd: checkout });
  await expect(follow).rejects.toMatchObject({ stdout: "a,b yes", exitCodeOfProcess: 7 });
});

test("after Ctrl-C the next run completes", async () => {
  const child = spawn(process.execPath, ["tools/prepare.js"], { cwd: checkout, detached: true });
  const ended = new Promise((resolve) => child.once("close", (code) => resolve(code)));
  child.stderr.once("data", () => setTimeout(() => process.kill(-(child.pid ?? 0), "SIGINT"), 100));
  expect(await ended).toBe(130);
  expect((await prepare()).at(-1)).toBe(building);
  expect(await prepare()).toEqual([]);
});
