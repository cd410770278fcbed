#!/usr/bin/env node
// Plain JavaScript that every Node understands: it checks the version before anything modern is loaded.
import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import module from "node:module";
import { constants } from "node:os";
import { fileURLToPath } from "node:url";
import v8 from "node:v8";

const oldest = [22, 19];
const [major, minor] = process.versions.node.split(".").map(Number);
const isTooOld = major < oldest[0] || (major === oldest[0] && minor < oldest[1]);
const args = process.argv.slice(2);

if (isTooOld) runWithPinnedNode();
else if (args.length === 1 && (args[0] === "--version" || args[0] === "-V")) printVersion();
else await start();

/** In a checkout a newer Node stands among the development dependencies. */
function runWithPinnedNode() {
  const pinned = fileURLToPath(new URL("../node_modules/node/bin/node", import.meta.url));
  if (!existsSync(pinned) || process.env.CHATOPS_PINNED_NODE) {
    console.error(
      `chatops needs Node ${oldest.join(".")} or newer, and this is ${process.version}: install a newer Node and try again.`,
    );
    process.exitCode = 3;
    return;
  }
  const child = spawn(pinned, process.argv.slice(1), {
    stdio: "inherit",
    env: { ...process.env, CHATOPS_PINNED_NODE: "1" },
  });
  for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => child.kill(signal));
  child.on("error", (error) => {
    console.error(`chatops cannot start ${pinned}: ${error.message}. Install Node ${oldest.join(".")} or newer.`);
    process.exitCode = 3;
  });
  child.on("exit", (code, signal) => {
    process.exitCode = code ?? 128 + constants.signals[signal];
  });
}

/** Answered here, since it needs no command and people put it in prompts and scripts. */
function printVersion() {
  console.log(JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")).version);
}

async function start() {
  if (!existsSync(new URL("../dist/cli/main.js", import.meta.url))) {
    console.error("chatops is not built in this checkout: run `npm run build` there, and try again.");
    process.exitCode = 3;
    return;
  }
  module.enableCompileCache?.();
  // What Node wants a library to leave is nothing that whoever runs this could do: the engine's client still calls `url.parse`.
  process.noDeprecation = true;
  // Node lets garbage pile up to several times of what is in use: with a thousand pods, more than a small CI container has.
  v8.setFlagsFromString("--heap-growing-percent=20");
  const { main } = await import("../dist/cli/main.js");
  await main(args);
}
