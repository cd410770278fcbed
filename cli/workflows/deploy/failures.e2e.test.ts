import { createServer } from "node:net";
import { describe, expect, onTestFinished, test } from "vitest";
import { find } from "../../../sandbox/index.ts";
import {
  type ComposeProject,
  composeProject,
  crashingServer,
  healthyServer,
  type Service,
} from "../../../testing/docker/compose-project.ts";
import { full, isFull } from "../../../testing/setup/short-run.ts";

/** What is released after a healthy version, and how its deployment has to end. */
interface Fault {
  server?: string;
  service?: Service;
  arguments?: string[];
  /** It is watched as long as it is without being told how long. */
  isObserved?: true;
  exitCode: number;
  code: string;
  cause: string | RegExp;
  evidence: string | RegExp;
  /** Compose fails before it touches anything, so there is nothing to go back from. */
  isUnchanged?: true;
  /** Tried by `npm run test:full` only. */
  full?: true;
}

const mute = "setInterval(() => {}, 1000);\nprocess.on('SIGTERM', () => process.exit());\n";

/** A service beside the project's own, which ends quickly when it is stopped. */
const job = (keys: object) => ({ image: "node:24-slim", init: true, ...keys });

const faults: Record<string, Fault> = {
  "crashes at its start": {
    full: true,
    server: crashingServer("DATABASE_URL is required"),
    exitCode: 21,
    code: "start.exits",
    cause: /exits with code 1$/,
    evidence: "Error: DATABASE_URL is required",
  },
  "crashes again and again": {
    server: crashingServer("DATABASE_URL is required"),
    service: { more: { restart: "unless-stopped" } },
    exitCode: 21,
    code: "start.exits",
    cause: /exits with code 1$/,
    evidence: "Error: DATABASE_URL is required",
  },
  "is healthy, and crashes then": {
    server: `${healthyServer}setTimeout(() => { throw new Error("lost the queue"); }, 3_000);\n`,
    service: { more: { restart: "unless-stopped" } },
    isObserved: true,
    exitCode: 21,
    code: "start.exits",
    cause: /was ready, and then ended/,
    evidence: "Error: lost the queue",
  },
  "ends by itself, without an error": {
    full: true,
    server: "console.log('nothing to serve');\n",
    exitCode: 21,
    code: "start.exits",
    cause: /exits with code 0$/,
    evidence: "nothing to serve",
  },
  "is never healthy": {
    full: true,
    server: mute,
    service: {
      more: { healthcheck: { test: ["CMD-SHELL", "echo no answer; exit 1"], interval: "300ms", retries: 2 } },
    },
    exitCode: 23,
    code: "probe.unhealthy",
    cause: "its health check fails",
    evidence: "health check: no answer",
  },
  "asks by a program that the image lacks whether it is healthy": {
    full: true,
    service: { more: { healthcheck: { test: ["CMD", "curl", "localhost"], interval: "300ms", retries: 2 } } },
    exitCode: 23,
    code: "probe.unhealthy",
    cause: "does not have curl, which its health check runs",
    evidence: /^health check: .*executable file not found/,
  },
  "is not healthy yet when the time is up": {
    full: true,
    service: {
      more: { healthcheck: { test: ["CMD-SHELL", "echo loading; exit 1"], interval: "1s", start_period: "5m" } },
    },
    arguments: ["--timeout", "5s"],
    exitCode: 23,
    code: "probe.unhealthy",
    cause: "its health check has not succeeded yet",
    evidence: "health check: loading",
  },
  "has used up its tries": {
    full: true,
    server: crashingServer("no queue"),
    service: { more: { restart: "on-failure:1" } },
    exitCode: 21,
    code: "start.exits",
    cause: /exits with code 1$/,
    evidence: "Error: no queue",
  },
  "waits for a migration that has used up its tries": {
    full: true,
    service: {
      more: { depends_on: { migrate: { condition: "service_completed_successfully" } } },
      services: { migrate: job({ restart: "on-failure:1", command: ["node", "-e", crashingServer("no column")] }) },
    },
    exitCode: 21,
    code: "start.exits",
    cause: /^migrate exits with code 1$/,
    evidence: "Error: no column",
  },
  "crashes and keeps no log": {
    full: true,
    server: crashingServer("unheard"),
    service: { more: { logging: { driver: "none" } } },
    exitCode: 21,
    code: "start.exits",
    cause: /exits with code 1$/,
    evidence: "its log cannot be read: its logging driver is none",
  },
  "logs to where nobody listens": {
    full: true,
    service: { more: { logging: { driver: "fluentd", options: { "fluentd-address": "127.0.0.1:1" } } } },
    exitCode: 24,
    code: "configuration.logging",
    cause: /^the engine cannot write the log of a container: .*connection refused$/,
    evidence: "failed to initialize logging driver",
  },
  "mounts a folder onto a file": {
    full: true,
    service: { more: { volumes: ["./absent.js:/server.js"] } },
    exitCode: 26,
    code: "volume.mount",
    cause: /absent\.js cannot be mounted at \/server\.js: one is a folder, and the other a file$/,
    evidence: "Are you trying to mount a directory onto a file",
  },
  "publishes a port on an address of another machine": {
    full: true,
    service: { more: { ports: ["192.0.2.1:3999:3000"] } },
    exitCode: 29,
    code: "network.address-absent",
    cause: "this machine has no address 192.0.2.1 to publish port 3999 on",
    evidence: "cannot assign requested address",
  },
  "has a fixed address that another container got": {
    full: true,
    service: {
      more: { networks: { fixed: { ipv4_address: "10.213.78.2" } }, depends_on: ["other"] },
      services: { other: job({ command: ["sleep", "600"], networks: ["fixed"] }) },
      networks: { fixed: { ipam: { config: [{ subnet: "10.213.78.0/24" }] } } },
    },
    exitCode: 29,
    code: "network.address-taken",
    cause: "another container has the address",
    evidence: "Address already in use",
  },
  "has two networks with one subnet": {
    full: true,
    service: {
      more: { networks: ["a", "b"] },
      networks: Object.fromEntries(
        ["a", "b"].map((name) => [name, { ipam: { config: [{ subnet: "10.213.79.0/24" }] } }]),
      ),
    },
    exitCode: 29,
    code: "network.subnet",
    cause: "another network has the subnet",
    evidence: "Pool overlaps",
    isUnchanged: true,
  },
  "needs a network that nobody made": {
    full: true,
    service: { networks: { default: { external: true, name: "nobody-made" } } },
    exitCode: 29,
    code: "network.absent",
    cause: "the network nobody-made is external",
    evidence: "could not be found",
    isUnchanged: true,
  },
  "needs a volume that nobody made": {
    full: true,
    service: { file: { volumes: { data: { external: true, name: "nobody-made" } } } },
    exitCode: 26,
    code: "volume.absent",
    cause: "the volume nobody-made is external",
    evidence: 'external volume "nobody-made" not found',
    isUnchanged: true,
  },
  "has a secret from a variable that is not set": {
    full: true,
    service: { more: { secrets: ["token"] }, file: { secrets: { token: { environment: "NOBODY_SETS_THIS" } } } },
    exitCode: 24,
    code: "configuration.variable",
    cause: "the Compose file needs the variable NOBODY_SETS_THIS",
    evidence: "NOBODY_SETS_THIS",
  },
  "needs too much memory": {
    full: true,
    server: `console.log("growing");\nconst all = [];\nsetInterval(() => all.push(Buffer.alloc(2 ** 24, 1)), 5);\n`,
    service: { more: { mem_limit: "64m", memswap_limit: "64m" } },
    exitCode: 22,
    code: "memory.limit",
    cause: "needs more memory than its limit allows",
    evidence: "growing",
  },
  "has no program to start": {
    full: true,
    service: { more: { entrypoint: ["serve-it"] } },
    exitCode: 21,
    code: "start.no-program",
    cause: "cannot start serve-it",
    evidence: "executable file not found",
  },
  "calls a command that the image lacks": {
    full: true,
    service: { more: { entrypoint: ["sh", "-c", "serve-it"] } },
    exitCode: 21,
    code: "start.exits",
    cause: "exits with code 127 (a command or a shared library is missing)",
    evidence: "serve-it: not found",
  },
  "needs an image that nobody has": {
    service: { services: { cache: { image: `${find()?.registry}/nobody/has:this` } } },
    exitCode: 20,
    code: "image.absent",
    cause: "nobody/has:this not found",
    evidence: "manifest unknown",
    isUnchanged: true,
  },
  "needs an image from a registry that is off": {
    full: true,
    service: { services: { cache: { image: "localhost:1/nobody/has:this" } } },
    exitCode: 20,
    code: "image.unreachable",
    cause: "the engine cannot reach the registry localhost:1,",
    evidence: "connection refused",
    isUnchanged: true,
  },
  "says nothing until the time is up": {
    full: true,
    server: mute,
    service: { more: { healthcheck: { test: ["CMD", "true"], interval: "60s" } } },
    // The version before takes longer than this to be healthy again, and is given the time.
    arguments: ["--timeout", "1s"],
    exitCode: 31,
    code: "uncertain",
    cause: "timed out before becoming healthy; no cause found",
    evidence: /^$/,
  },
};

/** Deploys a healthy version, then the faulty one. */
async function deployFaulty(
  { server = healthyServer, service = {}, arguments: more = [], isObserved }: Fault,
  place: ComposeProject,
) {
  const healthy = await place.release(healthyServer);
  expect((await place.deploy()).exitCode).toBe(0);
  if (isObserved) place.commit({ "chatops.yaml": { name: place.name } });
  const faulty = await place.release(`${server}// faulty\n`, service);
  return { healthy, faulty, ran: await place.deploy(...more) };
}

const chosen = Object.entries(faults).filter(([, { full }]) => isFull || !full);

describe("a version that", () => {
  test.each(chosen)("%s: says so, and the version before runs again", async (_, fault) => {
    const place = composeProject();
    const { healthy, faulty, ran } = await deployFaulty(fault, place);
    const aftermath = fault.isUnchanged
      ? { aftermath: { did: "unchanged" } }
      : { aftermath: { did: "rolledBack", version: healthy } };
    expect(ran.result).toMatchObject({ outcome: "failed", version: faulty, ...aftermath });
    const { code, cause, evidence } = ran.result.verdict;
    expect({ exitCode: ran.exitCode, code }).toEqual({ exitCode: fault.exitCode, code: fault.code });
    expect(cause).toMatch(fault.cause);
    expect(evidence[0] ?? "").toMatch(fault.evidence);
    expect(await place.runningAnswer()).toBe(healthy);
  });

  full("wants a port that is taken: names it, and the version before runs again", async () => {
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => void taken.close());
    const { port } = taken.address() as { port: number };
    const place = composeProject();
    const service = { more: { ports: [`127.0.0.1:${port}:3000`] } };
    const fault = { service, exitCode: 29, code: "network.port-taken", cause: "", evidence: "" };
    const { healthy, ran } = await deployFaulty(fault, place);
    expect(ran).toMatchObject({
      exitCode: 29,
      result: { outcome: "failed", aftermath: { did: "rolledBack", version: healthy } },
    });
    expect(ran.result.verdict.cause).toBe(`port ${port} of this machine is taken by another program`);
  });
});
