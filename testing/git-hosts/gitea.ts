import { randomBytes } from "node:crypto";
import { writeFileSync } from "node:fs";
import { userInfo } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { expect, onTestFinished } from "vitest";
import { freePort } from "../../sandbox/ports.ts";
import { folder } from "../fixtures/folder.ts";
import { git } from "../git/repository.ts";
import { sandbox } from "../sandbox/sandbox.ts";

interface Gitea {
  url: string;
  /** Of the user `robot`, for everything. */
  token: string;
  /** Asks the API, and answers its document; throws where it refuses. */
  // biome-ignore lint/suspicious/noExplicitAny: Gitea's own words, in all their length
  api: (method: string, path: string, body?: object) => Promise<any>;
  /** Makes `robot/<name>` the origin of a repository, and pushes to it what is there. Returns the URL to clone it by. */
  host: (directory: string, name: string) => Promise<string>;
}

const settings = (place: string, port: number) => `APP_NAME = Test
RUN_USER = ${userInfo().username}
WORK_PATH = ${place}
[server]
STATIC_ROOT_PATH = ${sandbox().gitea}
HTTP_ADDR = 127.0.0.1
HTTP_PORT = ${port}
ROOT_URL = http://127.0.0.1:${port}/
DISABLE_SSH = true
OFFLINE_MODE = true
[database]
DB_TYPE = sqlite3
PATH = ${join(place, "gitea.db")}
[repository]
ROOT = ${join(place, "repositories")}
[security]
INSTALL_LOCK = true
SECRET_KEY = ${randomBytes(16).toString("hex")}
[webhook]
ALLOWED_HOST_LIST = loopback,private
[cron]
ENABLED = false
[actions]
ENABLED = false
[log]
LEVEL = Warn
`;

/** A real Git host, with an API, webhooks and pull requests; gone with the test. */
export async function startGitea(): Promise<Gitea> {
  const place = folder({}, "gitea");
  const port = await freePort();
  const config = join(place, "app.ini");
  writeFileSync(config, settings(place, port));
  const env = { HOME: place, GITEA_I_AM_BEING_UNSAFE_RUNNING_AS_ROOT: "true" };
  const program = join(sandbox().gitea, "gitea");
  const running = execa(program, ["web", "--config", config], { reject: false, env });
  onTestFinished(async () => {
    running.kill("SIGKILL");
    await running;
  });
  const url = `http://127.0.0.1:${port}`;
  const isReady = () =>
    fetch(`${url}/api/healthz`).then(
      ({ ok }) => ok,
      () => false,
    );
  await expect.poll(isReady).toBe(true);
  const password = randomBytes(12).toString("hex");
  const admin = (...args: string[]) => execa(program, ["admin", "user", ...args, "--config", config], { env });
  const who = ["--username", "robot"];
  const login = ["--password", password, "--email", "robot@example.com", "--must-change-password=false"];
  await admin("create", "--admin", ...who, ...login);
  const made = await admin("generate-access-token", ...who, "--scopes", "all", "--raw");
  // Before it, a warning may stand.
  const token = made.stdout.trim().split("\n").at(-1) ?? expect.fail("Gitea gives no token");
  const api: Gitea["api"] = async (method, path, body) => {
    const response = await fetch(`${url}/api/v1${path}`, {
      method,
      headers: { authorization: `token ${token}`, "content-type": "application/json" },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return text ? JSON.parse(text) : undefined;
  };
  return {
    url,
    token,
    api,
    async host(directory, name) {
      await api("POST", "/user/repos", { name, default_branch: "main" });
      git(directory, "remote", "set-url", "origin", `http://robot:${token}@127.0.0.1:${port}/robot/${name}.git`);
      git(directory, "push", "--quiet", "origin", "HEAD:main");
      return `${url}/robot/${name}.git`;
    },
  };
}
