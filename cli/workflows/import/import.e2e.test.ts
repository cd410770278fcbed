import { execFile } from "node:child_process";
import { cpSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { type Sandbox, up } from "../../../sandbox/index.ts";
import { importIn } from "../../../testing/chatops/import.ts";
import { type Files, folder } from "../../../testing/fixtures/folder.ts";
import { repository } from "../../../testing/git/repository.ts";

const minutes = 60_000;
/** Of whoever took the signal to end; who waits to be killed ends with 137. */
const endedByItself = "0";

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await up();
}, 10 * minutes);

/** `docker` on the sandbox's engine. */
async function docker(cwd: string, ...args: string[]): Promise<string> {
  const env = { ...process.env, ...sandbox.env, PORT: "0" };
  const { stdout } = await promisify(execFile)("docker", args, { cwd, env, maxBuffer: 2 ** 26 });
  return stdout.trim();
}

/** Without a dependency, so that the build needs no registry. */
const greeter: Files = {
  "package.json": { name: "greeter", scripts: { start: "node server.js" } },
  "package-lock.json": { name: "greeter", lockfileVersion: 3, requires: true, packages: { "": { name: "greeter" } } },
  "server.js": `const { createServer } = require("node:http");
createServer((request, response) => response.end(process.env.APP_VERSION + " " + process.getuid())).listen(
  process.env.PORT || 3000,
);
`,
};

async function answerOf(address: string, path = "/"): Promise<string> {
  for (let attempt = 0; attempt < 50; attempt += 1) {
    const response = await fetch(`http://${address}${path}`).catch(() => undefined);
    if (response?.ok) return response.text();
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return expect.fail(`${address} does not answer`);
}

describe("the generated Dockerfile", () => {
  test(
    "builds as it is; the image runs non-root on a read-only file system and ends on SIGTERM",
    async () => {
      const directory = repository(greeter);
      await importIn(directory);
      const image = `chatops-test-image-${process.pid}`;
      await docker(directory, "build", "--build-arg", "APP_VERSION=1.2.3", "--tag", image, ".");
      const hardened = ["--read-only", "--tmpfs", "/tmp", "--cap-drop", "ALL", "--security-opt", "no-new-privileges"];
      const id = await docker(directory, "run", "--detach", ...hardened, "-p", "127.0.0.1::3000", image);
      onTestFinished(async () => {
        await docker(directory, "rm", "--force", "--volumes", id);
        await docker(directory, "rmi", image);
      });
      expect(await answerOf(await docker(directory, "port", id, "3000/tcp"))).toBe("1.2.3 1000");
      await docker(directory, "stop", id);
      expect(await docker(directory, "inspect", "--format", "{{.State.ExitCode}}", id)).toBe(endedByItself);
    },
    5 * minutes,
  );
});

describe("the generated compose.yaml", () => {
  const composeIn = (directory: string, project: string) => {
    const compose = (...args: string[]) => docker(directory, "compose", "-p", project, ...args);
    onTestFinished(async () => void (await compose("down", "--volumes", "--rmi", "local")));
    return compose;
  };

  test(
    "starts a project that is healthy as soon as it listens",
    async () => {
      const directory = repository(greeter);
      await importIn(directory);
      const compose = composeIn(directory, `chatops-test-greeter-${process.pid}`);
      await compose("up", "--build", "--wait");
      expect(await answerOf(await compose("port", "greeter", "3000"))).toBe("dev 1000");
      await compose("stop");
      expect(await compose("ps", "--all", "--format", "{{.ExitCode}}")).toBe(endedByItself);
    },
    5 * minutes,
  );

  test(
    "starts the chat server with its Redis, and again after a stop",
    async () => {
      const directory = join(folder(), "chat-server");
      cpSync(new URL("../../../chat-server", import.meta.url), directory, {
        recursive: true,
        filter: (path) => !/\/(node_modules|dist)$/.test(path),
      });
      const compose = composeIn(directory, `chatops-test-chat-${process.pid}`);
      await compose("up", "--build", "--wait");
      expect(await answerOf(await compose("port", "chat-server", "8080"), "/readyz")).toContain('"store":"redis"');
      await compose("stop");
      expect(await compose("ps", "--all", "--format", "{{.ExitCode}}")).toBe([endedByItself, endedByItself].join("\n"));
      await compose("up", "--wait");
    },
    5 * minutes,
  );
});
