import { randomBytes } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { run } from "../../cli/core/processes.ts";
import { livingPid, startDaemon, stopDaemon } from "../daemon.ts";
import { writeJson } from "../files.ts";
import { answersHttp } from "../http.ts";
import { choosePort, rememberedPort } from "../ports.ts";
import { findProgram } from "../programs.ts";
import type { Site } from "../site.ts";
import type { Credentials } from "./part.ts";

export const registryPrograms = ["docker-registry"];

/** `localhost`, because engines and containerd trust it over http. */
export const registryAddress = ({ paths }: Site, name = "registry"): string | undefined => {
  const port = rememberedPort(paths, name);
  return port ? `localhost:${port}` : undefined;
};

/** Starts the registry, or another one under a name of its own, where images can be deleted. */
export async function startRegistry(site: Site, name = "registry", auth?: Credentials): Promise<void> {
  const { paths } = site;
  if (await isServing(site, name)) return;
  await stopDaemon(paths, name);
  site.report(`${name}: starting`);
  const port = await choosePort(paths, name, site.report);
  const folder = join(paths.state, name);
  mkdirSync(folder, { recursive: true });
  // JSON is YAML. A file of our own: Debian's leaves deletion off and keeps images in /var/lib.
  const config = join(folder, "config.json");
  writeJson(config, await registryConfig(folder, port, auth));
  await startDaemon(paths, {
    name,
    command: findProgram("docker-registry") ?? "docker-registry",
    args: ["serve", config],
    env: withoutOverrides(),
    ready: () => answersHttp(`http://127.0.0.1:${port}/v2/`),
  });
}

async function isServing({ paths }: Site, name: string): Promise<boolean> {
  const port = rememberedPort(paths, name);
  return Boolean(livingPid(paths, name) && port && (await answersHttp(`http://127.0.0.1:${port}/v2/`)));
}

async function registryConfig(folder: string, port: number, auth: Credentials | undefined) {
  return {
    version: "0.1",
    log: { level: "warn", accesslog: { disabled: true } },
    storage: { filesystem: { rootdirectory: join(folder, "data") }, delete: { enabled: true } },
    http: { addr: `127.0.0.1:${port}`, secret: randomBytes(16).toString("hex") },
    ...(auth && { auth: { htpasswd: { realm: "sandbox", path: await writePasswords(folder, auth) } } }),
  };
}

// The registry knows bcrypt only, which Node lacks and Debian's Perl has. The password comes by standard input.
async function writePasswords(folder: string, { user, password }: Credentials): Promise<string> {
  const salt = randomBytes(16).toString("hex").slice(0, 22);
  const script = `print crypt(<STDIN>, '$2b$05$${salt}')`;
  const { stdout } = await run("perl", ["-e", script], { input: password });
  const file = join(folder, "htpasswd");
  writeFileSync(file, `${user}:${stdout}\n`, { mode: 0o600 });
  return file;
}

// Variables REGISTRY_… change the configuration of every registry that sees them.
const withoutOverrides = () =>
  Object.fromEntries(
    Object.keys(process.env)
      .filter((name) => name.startsWith("REGISTRY_") || name.startsWith("OTEL_"))
      .map((name) => [name, undefined]),
  );
