import { readFileSync } from "node:fs";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { parse } from "yaml";
import { type ProcessFailure, run } from "../../lib/processes.ts";
import { uniqueName } from "../git/git-project.ts";

interface ComposeFile {
  services: Record<string, { build?: unknown; environment?: Record<string, string | null> }>;
}

/** A container as the engine shows it. */
export interface Running {
  user: string;
  isReadOnly: boolean;
  /** Undefined where there is no health rule, as in an image without a shell. */
  health: string | undefined;
  /** Answers of the published port. */
  get: (path: string) => Promise<Response>;
}

/** Runs a project's compose.yaml as it says, on free ports, and waits until it is healthy. Removes all of it afterwards. */
export async function runOnCompose(directory: string): Promise<Running> {
  const { services } = parse(readFileSync(join(directory, "compose.yaml"), "utf8")) as ComposeFile;
  const [service = "", { environment = {} } = {}] = Object.entries(services).find(([, { build }]) => build) ?? [];
  const project = uniqueName();
  const env = { ...valuesFor(environment), PORT: "0" };
  const compose = (...args: string[]) =>
    run("docker", ["compose", "--project-name", project, ...args], { cwd: directory, env });
  onTestFinished(async () => {
    await compose("down", "--volumes", "--rmi", "local", "--timeout", "1");
  });
  try {
    await compose("up", "--build", "--detach", "--wait", "--wait-timeout", "120");
  } catch (failure) {
    const { stdout } = await compose("logs", "--no-color", "--tail", "50");
    throw new Error(`${(failure as ProcessFailure).stderr.slice(-3000)}\n${stdout}`);
  }
  return describe((await compose("ps", "--quiet", service)).stdout);
}

/** What a person would have to say before it starts. */
const valuesFor = (environment: Record<string, string | null>) =>
  Object.fromEntries(
    Object.entries(environment).flatMap(([name, value]) =>
      value === null ? [[name, /PORT$/.test(name) ? "25" : "example"]] : [],
    ),
  );

interface Inspected {
  Config: { User: string };
  HostConfig: { ReadonlyRootfs: boolean };
  State: { Health?: { Status: string } };
  NetworkSettings: { Ports: Record<string, { HostPort: string }[] | null> };
}

async function describe(id: string): Promise<Running> {
  const [container] = JSON.parse((await run("docker", ["inspect", id])).stdout) as Inspected[];
  if (!container) throw new Error(`no container ${id}`);
  const [port] = Object.values(container.NetworkSettings.Ports).flatMap((bindings) => bindings ?? []);
  return {
    user: container.Config.User,
    isReadOnly: container.HostConfig.ReadonlyRootfs,
    health: container.State.Health?.Status,
    get: (path) => fetch(`http://127.0.0.1:${port?.HostPort}${path}`),
  };
}
