import { randomBytes } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { run } from "../../lib/processes.ts";
import { writeJson } from "../files.ts";
import { answersHttp } from "../http.ts";
import { findProgram } from "../programs.ts";
import { type Credentials, type Place, type Server, serverPart } from "./server.ts";

/** An image registry in which images can be deleted. */
export const registry: Server = {
  name: "registry",
  program: () => findProgram("docker-registry") ?? "docker-registry",
  // This name is one that engines and containerd trust over http.
  address: (port) => `localhost:${port}`,
  answers: (port) => answersHttp(`http://127.0.0.1:${port}/v2/`),
  launch: async (place) => {
    // JSON is YAML. A file of our own: Debian's leaves deletion off and keeps images in /var/lib.
    const file = join(place.folder, "config.json");
    writeJson(file, await configuration(place));
    return { args: ["serve", file], env: noOverrides() };
  },
};

export const registryPart = serverPart(registry, { programs: () => ["docker-registry"] });

async function configuration({ folder, port, auth }: Place) {
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
  const salt = randomBytes(11).toString("hex");
  const { stdout } = await run("perl", ["-e", `print crypt(<STDIN>, '$2b$05$${salt}')`], { input: password });
  const file = join(folder, "htpasswd");
  writeFileSync(file, `${user}:${stdout}\n`, { mode: 0o600 });
  return file;
}

// Variables REGISTRY_… change the configuration of every registry that sees them, and OTEL_… send traces somewhere.
const noOverrides = () =>
  Object.fromEntries(
    Object.keys(process.env)
      .filter((name) => /^(REGISTRY|OTEL)_/.test(name))
      .map((name) => [name, undefined]),
  );
