import { describe, expect, test } from "vitest";
import { chatRollout, composeContainer } from "../../../testing/fixtures/compose-states.ts";
import type { Rollout } from "../rollout/rollout.ts";
import { judge } from "./judge.ts";
import { rules } from "./rules.ts";
import { uncertain } from "./uncertain.ts";

const failing = (...different: Parameters<typeof composeContainer>[0][]) =>
  chatRollout(different.map((state) => composeContainer(state)));
const refused = (said: string): Rollout => chatRollout([], said);
const codeOf = (state: Rollout) => judge(state)?.code;

describe("a rollout that may still become healthy has no verdict:", () => {
  test.each<[what: string, state: Rollout]>([
    ["nothing is there yet", chatRollout([])],
    ["all is well", failing({})],
    ["it is being created", failing({ status: "created" })],
    ["its health check has not answered yet", failing({ health: "starting" })],
    ["it crashed once, and is started again", failing({ status: "restarting", restarts: 1, exitCode: 1 })],
    ["it waits to be started again", failing({ status: "exited", exitCode: 1, restarts: 1 })],
    ["it crashed twice, and is healthy by now", failing({ restarts: 2, health: "healthy" })],
    ["a migration is done", failing({}, { service: "migrate", status: "exited", restartsByItself: false })],
    ["its log speaks of errors", failing({ log: ["Error: retrying"] })],
  ])("%s", (_, state) => {
    expect(judge(state)).toBeUndefined();
  });
});

describe("the verdict is certain:", () => {
  test.each<[code: string, what: string, state: Rollout, cause: string]>([
    [
      "network.port-taken",
      "the engine finds the port taken by a container",
      refused(
        "Error response from daemon: driver failed programming external connectivity on endpoint chat (1f): Bind for 0.0.0.0:8080 failed: port is already allocated",
      ),
      "port 8080 of this machine is taken by another program",
    ],
    [
      "network.absent",
      "an external network is not there",
      refused("network proxy declared as external, but could not be found"),
      "the network proxy is external to the Compose file, and is not there",
    ],
    [
      "network.address-taken",
      "another container has the fixed address",
      refused("Error response from daemon: failed to set up container networking: Address already in use"),
      "another container has the address that the Compose file gives to a service",
    ],
    [
      "network.in-use",
      "a network that is made anew has guests",
      refused(
        "Error response from daemon: error while removing network: network chat_default id 506444c38a3c has active endpoints",
      ),
      "the network chat_default is to be made anew, and containers of others are in it",
    ],
    [
      "network.subnet",
      "another network has the subnet",
      refused(
        "failed to create network chat_default: Error response from daemon: invalid pool request: Pool overlaps with other one on this address space",
      ),
      "another network has the subnet that the Compose file asks for",
    ],
    [
      "network.subnet",
      "an engine before 27 has no subnet left",
      refused(
        "failed to create network chat_default: Error response from daemon: could not find an available, non-overlapping IPv4 address pool among the defaults to assign to the network",
      ),
      "the engine has no subnet left for another network",
    ],
    [
      "network.subnet",
      "an engine has no subnet left",
      refused(
        "failed to create network chat_default: Error response from daemon: all predefined address pools have been fully subnetted",
      ),
      "the engine has no subnet left for another network",
    ],
    [
      "probe.absent",
      "nothing checks what is to be healthy",
      refused("dependency failed to start: container chat-local-cache-1 has no healthcheck configured"),
      "a service waits until chat-local-cache-1 is healthy, and that has no health check",
    ],
    [
      "start.name-taken",
      "another container has the name",
      refused(
        'Error response from daemon: Conflict. The container name "/web" is already in use by container "12ab". You have to remove (or rename) that container to be able to reuse that name.',
      ),
      "another container is called web",
    ],
    [
      "image.absent",
      "the registry does not know the image",
      refused("chat Error manifest for team/chat:9.9.9 not found: manifest unknown"),
      "could not get an image: manifest for team/chat:9.9.9 not found",
    ],
    [
      "image.absent",
      "the engine does not have the image",
      refused("Error response from daemon: No such image: sha256:12"),
      "could not get an image: No such image: sha256:12",
    ],
    [
      "image.absent",
      "the registry refuses the image",
      refused("Error response from daemon: pull access denied for team/secret, repository does not exist"),
      "could not get an image: pull access denied for team/secret",
    ],
    [
      "configuration.variable",
      "the Compose file needs a variable",
      refused(
        "error while interpolating services.chat.environment.X: required variable TOKEN is missing a value: set it",
      ),
      "the Compose file needs the variable TOKEN",
    ],
    [
      "configuration.variable",
      "a secret comes from a variable",
      refused('environment variable "TOKEN" required by secret "token" is not set'),
      "the Compose file needs the variable TOKEN",
    ],
    [
      "configuration.variable",
      "a secret comes from a variable, as an older Compose says",
      refused('environment variable "TOKEN" required by file "token" is not set'),
      "the Compose file needs the variable TOKEN",
    ],
    [
      "configuration.logging",
      "the engine lacks the logging driver",
      refused('Error response from daemon: error looking up logging plugin loki: plugin "loki" not found'),
      "the engine does not have the logging driver loki",
    ],
    [
      "configuration.logging",
      "nobody takes the log",
      refused(
        "Error response from daemon: failed to create task for container: failed to initialize logging driver: dial tcp 127.0.0.1:1: connect: connection refused",
      ),
      "the engine cannot write the log of a container: dial tcp 127.0.0.1:1: connect: connection refused",
    ],
    [
      "configuration.logging",
      "the logging driver has an option that it does not know",
      refused("Error response from daemon: unknown log opt 'max-sizes' for json-file log driver"),
      "the logging driver does not know the option max-sizes",
    ],
    [
      "configuration.env-file",
      "the Compose file names a file that is not there",
      refused("env file /srv/chat/.env.prod not found: stat /srv/chat/.env.prod: no such file or directory"),
      "the file /srv/chat/.env.prod of the Compose file's env_file is not there",
    ],
    [
      "volume.mount",
      "a folder to mount is not there",
      refused(
        'Error response from daemon: invalid mount config for type "bind": bind source path does not exist: /data',
      ),
      "a volume cannot be mounted",
    ],
    [
      "volume.absent",
      "an external volume is not there",
      refused('external volume "data" not found'),
      "the volume data is external to the Compose file, and is not there",
    ],
    [
      "volume.mount",
      "a folder is mounted onto a file",
      refused(
        'Error response from daemon: failed to create task for container: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: error during container init: error mounting "/srv/conf.json" to rootfs at "/app/conf.json": mount src=/srv/conf.json, dst=/app/conf.json, dstFd=/proc/thread-self/fd/11, flags=MS_BIND|MS_REC: not a directory: unknown: Are you trying to mount a directory onto a file (or vice-versa)? Check if the specified host path exists and is the expected type',
      ),
      "/srv/conf.json cannot be mounted at /app/conf.json: one is a folder, and the other a file",
    ],
    [
      "volume.mount",
      "a mount is refused for another reason",
      refused(
        'OCI runtime create failed: runc create failed: unable to start container process: error during container init: error mounting "/srv/data" to rootfs at "/data": permission denied: unknown',
      ),
      "/srv/data cannot be mounted at /data",
    ],
    [
      "memory.limit",
      "the kernel killed it for memory, which is no plain exit",
      failing({ outOfMemory: true, status: "exited", exitCode: 137, restartsByItself: false }),
      "chat needs more memory than its limit allows",
    ],
    [
      "start.no-program",
      "the program is not in the image",
      failing({
        status: "created",
        startError:
          'OCI runtime create failed: runc create failed: exec: "serve": executable file not found in $PATH: unknown',
      }),
      "the container of chat cannot start serve",
    ],
    [
      "start.no-program",
      "the program may not be executed, as compose says",
      refused('Error response from daemon: failed to create task: exec: "/app/start.sh": permission denied: unknown'),
      "the container cannot start /app/start.sh",
    ],
    [
      "image.architecture",
      "the image is for another processor",
      failing({
        status: "restarting",
        restarts: 1,
        exitCode: 255,
        log: ["exec /usr/local/bin/node: exec format error"],
      }),
      "the image is for another processor, or its start script has no valid first line",
    ],
    [
      "image.architecture",
      "another platform is asked for than the image has",
      refused(
        "Error response from daemon: image with reference chat:1.0.0 was found but does not match the specified platform: wanted linux/arm64, actual: linux/amd64",
      ),
      "chat:1.0.0 is for linux/amd64, and linux/arm64 is asked for",
    ],
    [
      "hook.failed",
      "what a service runs after its start fails",
      refused(" Container chat-chat-1  Starting\nchat hook exited with status 4"),
      "the post_start hook of chat exits with code 4",
    ],
    [
      "start.exits",
      "it crashed twice",
      failing({ status: "restarting", restarts: 2, exitCode: 1 }),
      "chat exits with code 1",
    ],
    [
      "start.exits",
      "it crashed once and nothing starts it again",
      failing({ status: "exited", exitCode: 3, restartsByItself: false }),
      "chat exits with code 3",
    ],
    [
      "start.exits",
      "a library is missing",
      failing({ status: "exited", exitCode: 127, restartsByItself: false }),
      "chat exits with code 127 (a command or a shared library is missing)",
    ],
    [
      "start.refused",
      "the engine says what no other rule knows",
      {
        ...failing({ status: "created", startError: 'could not select device driver "nvidia"' }),
        deployError: "Error",
      },
      "chat cannot be started",
    ],
    ["start.exits", "the engine gave it up", failing({ status: "dead", exitCode: 0 }), "chat exits with code 0"],
    [
      "start.exits",
      "another service crashed twice",
      failing({}, { service: "redis", status: "restarting", restarts: 2, exitCode: 1 }),
      "redis exits with code 1",
    ],
    [
      "probe.unhealthy",
      "its health check fails",
      failing({ health: "unhealthy" }),
      "chat runs, but its health check fails",
    ],
    [
      "uncertain",
      "docker compose failed with words that nobody knows",
      refused("something new"),
      "the deployment failed",
    ],
  ])("%s where %s", (code, _, state, cause) => {
    expect(judge(state)).toMatchObject({ code, cause, fix: expect.stringMatching(/\.$/) });
  });
});

test.each<[what: string, state: Rollout, code: string]>([
  [
    "memory before the exit that it causes",
    failing({ outOfMemory: true, status: "restarting", restarts: 5, exitCode: 137 }),
    "memory.limit",
  ],
  [
    "the wrong processor before the exit that it causes",
    failing({ status: "restarting", restarts: 5, exitCode: 255, log: ["exec format error"] }),
    "image.architecture",
  ],
  [
    "the exit of one before the health of another",
    failing({ health: "unhealthy" }, { service: "redis", status: "restarting", restarts: 2, exitCode: 1 }),
    "start.exits",
  ],
  [
    "what compose says before what containers look like",
    { ...failing({ health: "unhealthy" }), deployError: "Bind for 0.0.0.0:80 failed: port is already allocated" },
    "network.port-taken",
  ],
  [
    "what containers look like before words that nobody knows",
    { ...failing({ health: "unhealthy" }), deployError: "container chat-1 is unhealthy" },
    "probe.unhealthy",
  ],
])("names the more particular cause: %s", (_, state, code) => {
  expect(codeOf(state)).toBe(code);
});

describe("the evidence", () => {
  test("of an exit is its guilty line, then the last lines without it", () => {
    const log = ["1", "2", "3", "Error: no database", "4", "5", "6"];
    const state = failing({ status: "exited", exitCode: 1, restartsByItself: false, log });
    expect(judge(state)?.evidence).toEqual(["Error: no database", "2", "3", "4", "5", "6"]);
  });

  test("of a refusal is the whole line that says it", () => {
    const state = refused("Container a Starting\n  Error: Bind for 0.0.0.0:80 failed: port is already allocated\nmore");
    expect(judge(state)?.evidence).toEqual(["Error: Bind for 0.0.0.0:80 failed: port is already allocated"]);
  });

  test("of a health check is what it printed last, then the log", () => {
    const state = failing({ health: "unhealthy", healthOutput: ["old", "wget: 503"], log: ["listening"] });
    expect(judge(state)?.evidence).toEqual(["health check: wget: 503", "listening"]);
  });

  test("of a silent health check is that it is silent", () => {
    expect(judge(failing({ health: "unhealthy", healthOutput: [""] }))?.evidence).toEqual(["health check: no output"]);
  });

  test("of words that nobody knows is their end, and its last line first", () => {
    const said = Array.from({ length: 12 }, (_, index) => `line ${index}`);
    expect(judge(refused(said.join("\n")))?.evidence).toEqual(["line 11", ...said.slice(-8, -1)]);
  });
});

test("without a cause says so, with the log of the own service", () => {
  const state = failing({ service: "redis", log: ["other"] }, { log: ["still warming up"] });
  expect(uncertain(state, [])).toMatchObject({
    code: "uncertain",
    reason: "uncertain",
    cause: "timed out before becoming healthy; no cause found",
    evidence: ["still warming up"],
  });
  expect(uncertain(chatRollout([]), []).evidence).toEqual([]);
});

test("every rule has a code of its own in the group of its exit code, and says when it is certain", () => {
  expect(new Set(rules.map(({ code }) => code)).size).toBe(rules.length);
  for (const { code, reason, certainWhen } of rules) {
    expect(code).toMatch(new RegExp(`^${reason}\\.[a-z-]+$`));
    expect(certainWhen).not.toBe("");
  }
});
