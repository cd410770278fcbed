import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type RunOptions, type RunResult, run } from "../lib/processes.ts";
import type { Sandbox } from "../sandbox/index.ts";
import type { Files } from "../testing/fixtures/folder.ts";
import { quickServer } from "../testing/fixtures/sample-projects.ts";

export const program = join(import.meta.dirname, "..", "bin", "chatops.js");

/** A small project with a remote, imported and committed, and what runs commands in it. */
export interface Project {
  name: string;
  directory: string;
  env: Record<string, string>;
  namespace: string;
  chatops: (...args: string[]) => Promise<RunResult>;
  run: (command: string, args: string[], options?: RunOptions) => Promise<RunResult>;
  /** Commits another server and pushes it. */
  commit: (text: string) => Promise<void>;
  /** The same, and releases it. */
  release: (text: string) => Promise<void>;
  remove: () => Promise<void>;
}

export async function createProject(sandbox: Sandbox, name: string): Promise<Project> {
  const directory = await mkdtemp(join(tmpdir(), "chatops-bench-"));
  const work = join(directory, name);
  const namespace = `${name}-bench`;
  const env = { ...sandbox.env, XDG_STATE_HOME: join(directory, "state") };
  const runIn: Project["run"] = (command, args, options) => run(command, args, { cwd: work, env, ...options });
  const chatops = (...args: string[]) => runIn(process.execPath, [program, ...args]);
  const git = (...args: string[]) =>
    runIn("git", ["-c", "user.name=Bench", "-c", "user.email=bench@example.com", ...args]);
  await writeFiles(work, quickServer);
  await git("init", "--quiet", "--initial-branch", "main");
  await git("init", "--quiet", "--bare", "--initial-branch", "main", join(directory, "remote.git"));
  await git("remote", "add", "origin", join(directory, "remote.git"));
  await chatops("import", "--name", name);
  await writeFiles(work, { "chatops.yaml": configOf(sandbox, name, namespace) });
  const push = async (message: string) => {
    await git("add", "--all");
    await git("commit", "--quiet", "--message", message);
    await git("push", "--quiet", "origin", "main");
  };
  await push("feat: import");
  const commit = async (text: string) => {
    await writeFiles(work, { "server.js": text });
    await push("feat: change");
  };
  return {
    name,
    directory: work,
    env,
    namespace,
    chatops,
    run: runIn,
    commit,
    async release(text) {
      await commit(text);
      await chatops("release");
    },
    remove: () => rm(directory, { recursive: true, force: true }),
  };
}

const configOf = ({ registry, chartRepository }: Sandbox, name: string, namespace: string) =>
  JSON.stringify({
    name,
    image: `${registry}/bench/${name}`,
    chart: { repository: chartRepository },
    environments: { bench: { kubernetes: { namespace }, observe: "1s" } },
  });

async function writeFiles(folder: string, files: Files): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), typeof content === "string" ? content : JSON.stringify(content));
  }
}

/** A folder for PATH whose \`helm\` is the real one, and writes down when an upgrade ended. */
export async function stampingHelm(helm: string, folder: string): Promise<{ path: string; stamp: string }> {
  const stamp = join(folder, "applied");
  const script = `#!/bin/sh\n"${helm}" "$@"\ncode=$?\n[ "$1" = upgrade ] && date +%s%3N > "${stamp}"\nexit $code\n`;
  await mkdir(join(folder, "bin"), { recursive: true });
  await writeFile(join(folder, "bin", "helm"), script);
  await chmod(join(folder, "bin", "helm"), 0o755);
  return { path: join(folder, "bin"), stamp };
}
