// Makes a checkout ready to run: packages and build. npm scripts call it first, so it runs on whatever Node is there (18 and
// later), with nothing installed. Says nothing and takes no time when all is ready. `prepare.js FILE ARGS` then runs FILE.
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, realpathSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { withLock } from "../lib/lock.js";
import { isInstalled, readText } from "./installed.js";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const sources = { folders: ["cli", "lib"], files: ["package.json", "package-lock.json", "rolldown.config.ts"] };

const steps = [
  {
    title: "Installing packages (about 15 s)",
    isDone: () => isInstalled(root) && existsSync(join(root, "node_modules", "node", "bin", "node")),
    run: () => npm(root, ["ci"]),
  },
  {
    title: "Installing the packages of chat-server (about 10 s)",
    isDone: () => isInstalled(join(root, "chat-server")),
    run: () => npm(join(root, "chat-server"), ["ci"]),
  },
  {
    title: "Building chatops (about 3 s)",
    isDone: () => readText(stampFile()) === sourceHash(),
    run: build,
  },
];

async function build() {
  const hash = sourceHash();
  await npm(root, ["run", "build"]);
  writeFileSync(stampFile(), hash);
}

const stampFile = () => join(root, "dist", ".built-from");

function sourceHash() {
  const found = sources.folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true }).map((name) => join(folder, String(name))),
  );
  const hash = createHash("sha256");
  for (const file of [...sources.files, ...found.filter((name) => /(?<!\.test)\.ts$/.test(name)).sort()]) {
    hash
      .update(file)
      .update("\0")
      .update(readFileSync(join(root, file)))
      .update("\0");
  }
  return hash.digest("hex");
}

/** Runs npm on the pinned Node as soon as that is installed. Its words are shown only when it fails. */
function npm(cwd, args) {
  const PATH = [join(root, "node_modules", ".bin"), process.env.PATH].join(delimiter);
  const quiet = ["--loglevel=error", "--no-audit", "--no-fund", "--no-update-notifier"];
  const options = { cwd, env: { ...process.env, PATH }, shell: process.platform === "win32" };
  const child = spawn("npm", [...args, ...quiet], { ...options, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (data) => (output += data));
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code, signal) => {
      if (code === 0) resolve();
      // It may have heard Ctrl-C before this process does.
      else if (signal === "SIGINT" || code === 130) reject(interrupted);
      else
        reject(new Error(`npm ${args.join(" ")} failed in ${cwd} (${signal ?? `exit code ${code}`})\n${gist(output)}`));
    });
  });
}

const interrupted = new Error("interrupted");

// npm appends all its options to a mistake.
const gist = (output) => output.split("npm error Usage:")[0].trim().split("\n").slice(0, 30).join("\n");

const pending = () => steps.filter((step) => !step.isDone());

async function prepare() {
  if (pending().length === 0) return;
  const onWait = (pid) => console.error(`Waiting for another run that prepares this checkout (process ${pid})`);
  await withLock(join(root, ".chatops", "prepare"), runPending, { onWait });
}

// One by one, each looked at only when its turn comes: a step may change what the next one finds.
async function runPending() {
  for (const step of steps) {
    if (step.isDone()) continue;
    console.error(step.title);
    await step.run();
  }
}

/**
 * Runs a program on the pinned Node. `prepare.js && node …` would not do in a fresh clone: the shell remembers
 * where it found `node` before that Node was installed.
 */
async function start([file, ...args]) {
  const pinned = join(root, "node_modules", "node", "bin", "node");
  process.argv = [process.execPath, join(process.cwd(), file), ...args];
  if (realpathSync(process.execPath) === realpathSync(pinned)) return import(pathToFileURL(process.argv[1]).href);
  const child = spawn(pinned, process.argv.slice(1), { stdio: "inherit" });
  // The terminal tells both; the child decides when to end.
  for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => child.kill(signal));
  process.exitCode = await new Promise((resolve) => child.once("close", (code) => resolve(code ?? 1)));
}

// The terminal sends Ctrl-C to npm as well: wait for its end instead of leaving it behind.
const interrupt = () => {
  process.exitCode = 130;
};
process.on("SIGINT", interrupt);

try {
  await prepare();
} catch (error) {
  if (error === interrupted) interrupt();
  if (process.exitCode !== 130) console.error(error.message);
  process.exitCode ??= 1;
}

process.off("SIGINT", interrupt);
if (!process.exitCode && process.argv[2]) await start(process.argv.slice(2));
