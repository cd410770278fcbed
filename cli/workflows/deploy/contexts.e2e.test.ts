import { execFileSync } from "node:child_process";
import { chmodSync, cpSync, readFileSync } from "node:fs";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";
import { delimiter, join } from "node:path";
import { createServer as createTlsServer } from "node:tls";
import { expect, onTestFinished, test } from "vitest";
import { composeProject, healthyServer } from "../../../testing/docker/compose-project.ts";
import { folder } from "../../../testing/fixtures/folder.ts";
import { isFull } from "../../../testing/setup/short-run.ts";

const socket = (process.env.DOCKER_HOST ?? "").replace("unix://", "");

const toEngine = (client: Socket) => {
  const engine = connect(socket);
  client.pipe(engine).pipe(client);
  for (const [one, other] of [
    [client, engine],
    [engine, client],
  ] as const)
    one.on("error", () => other.destroy());
};

async function portOf(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}

/** Certificates of an authority of its own, for a server on this machine and for its client. */
function certificates(): string {
  const directory = folder({ extension: "subjectAltName=IP:127.0.0.1\n" });
  const openssl = (command: string) => execFileSync("openssl", command.split(" "), { cwd: directory, stdio: "pipe" });
  openssl("req -x509 -newkey rsa:2048 -nodes -keyout ca-key.pem -out ca.pem -subj /CN=ca -days 2");
  for (const [name, more] of [
    ["server", " -extfile extension"],
    ["client", ""],
  ]) {
    openssl(`req -newkey rsa:2048 -nodes -keyout ${name}-key.pem -out ${name}.csr -subj /CN=${name}`);
    openssl(`x509 -req -in ${name}.csr -CA ca.pem -CAkey ca-key.pem -CAcreateserial -out ${name}.pem -days 2${more}`);
  }
  return directory;
}

/** Each makes an engine elsewhere and answers how docker is told of it; `bin` comes first in PATH. */
const places: Record<string, (bin: string) => Promise<string>> = {
  tcp: async () => `host=tcp://127.0.0.1:${await portOf(createServer(toEngine))}`,
  "tcp with TLS": async () => {
    const directory = certificates();
    const read = (name: string) => readFileSync(join(directory, `${name}.pem`));
    const options = { ca: read("ca"), cert: read("server"), key: read("server-key"), requestCert: true };
    const port = await portOf(createTlsServer(options, toEngine));
    const files = { ca: "ca", cert: "client", key: "client-key" };
    const named = Object.entries(files).map(([key, name]) => `${key}=${join(directory, `${name}.pem`)}`);
    return [`host=tcp://127.0.0.1:${port}`, ...named].join();
  },
  ssh: async (bin) => {
    // What a server's own docker would do.
    chmodSync(join(bin, "ssh"), 0o755);
    return "host=ssh://robot@elsewhere";
  },
};

/** Where the engine is, as its address says. */
const machineOf = (kind: string) => (kind === "ssh" ? "elsewhere" : "localhost");

test.each(Object.entries(places).filter(([kind]) => isFull || kind === "ssh"))(
  "the engine of a docker context by %s is the one that is used and watched, and where it is is told",
  async (kind, make) => {
    const config = folder({}, "docker");
    cpSync(process.env.DOCKER_CONFIG ?? "", config, { recursive: true });
    const bin = folder({ ssh: `#!/bin/sh\nDOCKER_HOST=unix://${socket} exec docker system dial-stdio\n` });
    const env: NodeJS.ProcessEnv = {
      ...process.env,
      DOCKER_CONFIG: config,
      PATH: `${bin}${delimiter}${process.env.PATH}`,
    };
    delete env.DOCKER_HOST;
    const docker = (...args: string[]) => execFileSync("docker", args, { env, stdio: "pipe" });
    docker("context", "create", "remote", "--docker", await make(bin));
    docker("context", "use", "remote");
    const place = composeProject({ env: { DOCKER_CONFIG: config, PATH: env.PATH, DOCKER_HOST: undefined } });
    await place.release(healthyServer, { more: { ports: ["0:3000"] } });
    const ran = await place.deploy();
    expect(ran, ran.stdout).toMatchObject({ exitCode: 0, result: { outcome: "healthy", version: "0.1.0" } });
    expect(place.containers()).toHaveLength(1);
    const { addresses } = JSON.parse((await place.chatops("open", "--json")).stdout);
    expect(addresses).toEqual([expect.stringMatching(new RegExp(`^http://${machineOf(kind)}:\\d+$`))]);
    expect(ran.result.addresses).toEqual(addresses);
    const { stdout, stderr } = await place.chatops("status", "--env", "local", "--json");
    expect(stderr).not.toContain("DeprecationWarning");
    const status = JSON.parse(stdout);
    const on = kind === "ssh" ? " on elsewhere" : "";
    expect(status.environments[0].place).toBe(`Compose project ${place.name}-local${on}`);
  },
);
