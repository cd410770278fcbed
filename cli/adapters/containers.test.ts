import Docker from "dockerode";
import { describe, expect, test } from "vitest";
import { failureOf } from "../../testing/chatops/failure.ts";
import { composeContainer } from "../../testing/fixtures/compose-states.ts";
import { httpServer } from "../../testing/servers/http-server.ts";
import { canMount, observe } from "./containers.ts";

/** A frame as the engine sends it: stream, three zero bytes, length, text. */
function frame(stream: number, content: string | Buffer): Buffer {
  const bytes = Buffer.from(content);
  const header = Buffer.from([stream, 0, 0, 0, 0, 0, 0, 0]);
  header.writeUInt32BE(bytes.length, 4);
  return Buffer.concat([header, bytes]);
}

/** What the engine says of a container that runs for the first time. */
const neverEnded = "0001-01-01T00:00:00Z";

/** An engine whose only container has this log, which may be one that cannot be read, and this state. */
async function engineWith(log: Buffer | undefined, state: object = {}, status = 200): Promise<Docker> {
  const { host } = await httpServer(({ url = "" }, response) => {
    if (url.includes("/logs")) return log ? response.end(log) : response.writeHead(501).end("{}");
    const info = {
      Id: "0123",
      Name: "/chat-1",
      Image: "sha256:1",
      RestartCount: 0,
      State: {
        ...{ Status: "running", ExitCode: 0, OOMKilled: false, Error: "" },
        ...{ StartedAt: "2026-03-01T12:00:00.000Z", FinishedAt: neverEnded },
      },
      Path: "node",
      Args: ["server.js"],
      Config: { Image: "chat:1.0.0", Labels: { "com.docker.compose.service": "chat" } },
      HostConfig: { RestartPolicy: { Name: "always" } },
      Mounts: [],
      NetworkSettings: { Ports: {} },
      ...state,
    };
    return response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(info));
  });
  const [address, port] = host.split(":");
  return new Docker({ host: address ?? "", port: port ?? "", protocol: "http" });
}

describe("a container's log", () => {
  const snowman = Buffer.from("☃");

  test.each<[what: string, log: Buffer, lines: string[]]>([
    [
      "of both outputs, in their order",
      Buffer.concat([frame(1, "out\n"), frame(2, "err\n"), frame(1, "bye\n")]),
      ["out", "err", "bye"],
    ],
    ["whose line comes in two frames", Buffer.concat([frame(1, "hel"), frame(1, "lo\n")]), ["hello"]],
    [
      "whose letter comes in two frames",
      Buffer.concat([frame(1, snowman.subarray(0, 1)), frame(1, snowman.subarray(1))]),
      ["☃"],
    ],
    [
      "whose lines come in pieces, each output in its own",
      Buffer.concat([frame(1, "long"), frame(2, "Error: no\n"), frame(1, "er\n")]),
      ["longer", "Error: no"],
    ],
    ["with an empty frame", Buffer.concat([frame(1, ""), frame(1, "a\n")]), ["a"]],
    ["that is cut in the middle of a frame", frame(1, "hello\nwor").subarray(0, 14), ["hello"]],
    ["of a terminal, which has no frames", Buffer.from("a\r\nb\r\n"), ["a", "b"]],
    ["that is shorter than a header", Buffer.from("ok\n"), ["ok"]],
    ["that is empty", Buffer.alloc(0), []],
    ["with colours and blank lines", frame(1, "\u001b[31mred\u001b[0m\n\n   \nend\n"), ["red", "end"]],
    ["of a terminal that is one line of JSON", Buffer.from('{"level":50,"msg":"no"}\n'), ['{"level":50,"msg":"no"}']],
  ])("%s", async (_, log, lines) => {
    const engine = await engineWith(log, { State: { Status: "exited", ExitCode: 1 } });
    expect((await observe(engine, "0123"))?.log).toEqual(lines);
  });
});

test("a log that the engine cannot read, as with the logging driver none, is empty, and why is told", async () => {
  const HostConfig = { LogConfig: { Type: "none" } };
  const engine = await engineWith(undefined, { State: { Status: "exited", ExitCode: 1 }, HostConfig });
  expect(await observe(engine, "0123")).toMatchObject({
    log: [],
    facts: ["its log cannot be read: its logging driver is none"],
  });
});

describe("a container", () => {
  const log = frame(2, "Error: no\n");

  test("that runs well is observed without its log", async () => {
    expect(await observe(await engineWith(log), "0123")).toEqual(
      composeContainer({
        name: "chat-1",
        labels: { "com.docker.compose.service": "chat" },
        endedAt: Date.parse(neverEnded),
        mounted: [],
      }),
    );
  });

  test.each<[what: string, state: object]>([
    ["has exited", { State: { Status: "exited", ExitCode: 1 } }],
    ["was restarted", { RestartCount: 1 }],
    ["is unhealthy", { State: { Status: "running", Health: { Status: "unhealthy", Log: [] } } }],
    ["is not healthy yet", { State: { Status: "running", Health: { Status: "starting", Log: [{ Output: "" }] } } }],
  ])("that %s is observed with its log", async (_, state) => {
    expect((await observe(await engineWith(log, state), "0123"))?.log).toEqual(["Error: no"]);
  });

  test("that is created only has no log yet", async () => {
    expect((await observe(await engineWith(log, { State: { Status: "created" } }), "0123"))?.log).toEqual([]);
  });

  test("shows where its volumes are", async () => {
    const Mounts = [
      { Type: "volume", Destination: "/app/node_modules" },
      { Type: "bind", Destination: "/app/conf" },
    ];
    expect((await observe(await engineWith(log, { Mounts }), "0123"))?.volumes).toEqual(["/app/node_modules"]);
  });

  test("shows where its ports are published, once each, and what its health check said in plain text", async () => {
    const binding = (HostPort: string, HostIp = "0.0.0.0") => ({ HostIp, HostPort });
    const engine = await engineWith(log, {
      State: { Status: "running", Health: { Status: "healthy", Log: [{ Output: "\u001b[1mok\n" }] } },
      NetworkSettings: {
        Ports: {
          "80/tcp": [binding("8080"), binding("8080", "::")],
          "81/tcp": null,
          "82/tcp": [binding("3977", "127.0.0.9")],
        },
      },
    });
    expect(await observe(engine, "0123")).toMatchObject({
      published: ["localhost:8080", "127.0.0.9:3977"],
      healthOutput: ["ok"],
      health: "healthy",
    });
  });

  test.each<[policy: string, exitCode: number, isStarted: boolean]>([
    ["", 1, false],
    ["no", 1, false],
    ["on-failure", 1, true],
    ["on-failure", 0, false],
    ["unless-stopped", 0, true],
    ["always", 0, true],
  ])(
    "with the restart policy %j and exit code %i is started again by itself: %s",
    async (Name, ExitCode, isStarted) => {
      const engine = await engineWith(log, { HostConfig: { RestartPolicy: { Name } }, State: { ExitCode } });
      expect((await observe(engine, "0123"))?.restartsByItself).toBe(isStarted);
    },
  );

  test.each([
    [2, 1, true],
    [2, 2, false],
    [0, 9, true],
  ])(
    "that may be started again %i times, and was %i times, is started again: %s",
    async (most, RestartCount, again) => {
      const RestartPolicy = { Name: "on-failure", MaximumRetryCount: most };
      const engine = await engineWith(log, { HostConfig: { RestartPolicy }, RestartCount, State: { ExitCode: 1 } });
      expect((await observe(engine, "0123"))?.restartsByItself).toBe(again);
    },
  );

  test.each([404, 409])("that is gone (%i) is none", async (status) => {
    expect(await observe(await engineWith(log, {}, status), "0123")).toBeUndefined();
  });

  test("of a broken engine is a failure", async () => {
    await expect(observe(await engineWith(log, {}, 500), "0123")).rejects.toThrow();
  });
});

describe("whether containers can mount a file of this machine", () => {
  /** An engine that answers so when a container is to be made, and what it was asked for. */
  async function engineThat(status: number, message: string) {
    const { host, requests } = await httpServer((_, response) =>
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify({ Id: "1", message })),
    );
    const [address, port] = host.split(":");
    const engine = new Docker({ host: address ?? "", port: port ?? "", protocol: "http" });
    return { engine, asked: () => requests.map(({ method, url }) => `${method} ${url}`) };
  }

  test("is tried with a container that leaves nothing, not even volumes", async () => {
    const { engine, asked } = await engineThat(201, "");
    expect(await canMount(engine, "chat:1.0.0", "/state/app.conf")).toBe(true);
    expect(asked()).toEqual([
      expect.stringMatching(/^POST \/containers\/create\?name=/),
      expect.stringMatching(/^DELETE .*\bv=true/),
    ]);
  });

  test("is denied by an engine that does not have it", async () => {
    const why = 'invalid mount config for type "bind": bind source path does not exist: /state/app.conf';
    expect(await canMount((await engineThat(400, why)).engine, "chat:1.0.0", "/state/app.conf")).toBe(false);
  });

  test("is not told by what else keeps a container from being made, such as a missing image", async () => {
    for (const [status, why] of [
      [404, "No such image: mount:1.0.0"],
      [500, "no space left on device"],
    ] as const) {
      const { engine } = await engineThat(status, why);
      const failure = await failureOf(canMount(engine, "mount:1.0.0", "/state/app.conf"));
      expect(failure).toMatchObject({ reason: "precondition", message: expect.stringContaining(why) });
    }
  });
});
