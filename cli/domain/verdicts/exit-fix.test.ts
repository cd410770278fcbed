import { expect, test } from "vitest";
import { chatRollout, composeContainer } from "../../../testing/fixtures/compose-states.ts";
import { observation, podState } from "../../../testing/fixtures/watch-states.ts";
import { clusterRolloutOf } from "../rollout/cluster-rollout.ts";
import type { ComposeContainer } from "../rollout/compose-rollout.ts";
import { judge } from "./judge.ts";

test.each<[what: string, container: Partial<ComposeContainer>, fix: RegExp]>([
  ["an error", { exitCode: 1, log: ["Error: no"] }, /^Fix the error above/],
  [
    "a database that it may not make",
    { exitCode: 1, log: ["django.db.utils.OperationalError: unable to open database file"] },
    /^Give the folder of its SQLite file a volume in the Compose file/,
  ],
  [
    "a database that it may not write to",
    { exitCode: 1, log: ["Error: SQLITE_READONLY: attempt to write a readonly database"] },
    /^Give the folder of its SQLite file/,
  ],
  [
    "something that nobody can read",
    { exitCode: 1, log: [], facts: ["its log cannot be read: its logging driver is none"] },
    /^Give the service a logging driver that keeps lines/,
  ],
  [
    "a variable missing",
    { exitCode: 1, log: ["Error: API_KEY is not set"] },
    /^Set API_KEY under `environment` of the service/,
  ],
  [
    "a first line that names what is not there",
    { exitCode: 255, log: ["exec /entry.sh: no such file or directory"] },
    /^If that file is in the image, what runs it is not/,
  ],
  [
    "the same in older words",
    { exitCode: 1, log: ["standard_init_linux.go:228: exec user process caused: no such file or directory"] },
    /^If that file is in the image, what runs it is not/,
  ],
  [
    "line ends of Windows, as bash says it",
    { exitCode: 127, log: ["/entry.sh: line 2: $'\\r': command not found", "node: bad option"] },
    /^Give the script Unix line ends/,
  ],
  [
    "line ends of Windows, as env says it",
    { exitCode: 127, log: ["env: 'bash\\r': No such file or directory"] },
    /^Give the script Unix line ends/,
  ],
  ["an error that it kept to itself", { exitCode: 1, log: [] }, /^It wrote nothing before it ended/],
  ["its work done, though it is the service", { exitCode: 0 }, /^Let its command run on, as a server does\.$/],
  ["its work done", { service: "seed", exitCode: 0, status: "restarting", restarts: 2 }, /give it `restart: "no"`/],
  [
    "a module missing that a volume hides",
    { exitCode: 1, log: ["Error: Cannot find module 'pg'"], volumes: ["/data", "/app/node_modules"] },
    /^Take the volume at \/app\/node_modules out/,
  ],
  [
    "a module missing that no volume hides",
    { exitCode: 1, log: ["Error: Cannot find module 'pg'"], volumes: ["/data"] },
    /^Fix the error above/,
  ],
  [
    "a secret that it may not read",
    {
      exitCode: 1,
      log: ["Error: EACCES: permission denied, open '/run/secrets/token'"],
      mounted: ["/etc/app.json", "/run/secrets/token"],
    },
    /read the file behind the secret/,
  ],
  [
    "a secret of a variable that it may not read",
    {
      exitCode: 1,
      log: ["Error: EACCES: permission denied, open '/run/secrets/token'"],
      mounted: ["/etc/app.json"],
    },
    /give the secret `mode: 0444`, or a `uid`/,
  ],
])("the fix for one that ends with %s fits it", (_, container, fix) => {
  const ended = composeContainer({ status: "exited", restartsByItself: false, ...container });
  expect(judge(chatRollout([ended]))).toMatchObject({ code: "start.exits", fix: expect.stringMatching(fix) });
});

test.each<[line: string, place: string | undefined]>([
  ['nginx: [emerg] mkdir() "/var/cache/nginx/client_temp" failed (30: Read-only file system)', "/var/cache/nginx"],
  ["Error: EROFS: read-only file system, mkdir '/app/.next/cache'", "/app/.next"],
  ["[alert] 1#1 bind(7, unix:/opt/unit/unit.sock.tmp) failed (30: Read-only file system)", "/opt/unit"],
  [
    "/start.d/20-conf.sh: line 33: can't create /etc/nginx/conf.d/default.conf: Read-only file system",
    "/etc/nginx/conf.d",
  ],
  ["OSError: [Errno 30] Read-only file system: '/data'", "/data"],
  ['create cache dir: Os { code: 30, kind: ReadOnlyFilesystem, message: "Read-only file system" }', undefined],
])("after %s something to write into is to be mounted: %s", (line, place) => {
  const ended = composeContainer({ status: "exited", restartsByItself: false, exitCode: 1, log: [line] });
  const where = place ? `at ${place}` : "where it writes";
  expect(judge(chatRollout([ended]))?.fix).toMatch(`Give the service a \`tmpfs\` or a volume ${where}, or take`);
  const state = observation(
    { pods: [podState({ restartCount: 2, state: { terminated: { exitCode: 1, reason: "Error" } } })] },
    { logs: new Map([["/chat-58f87df665-6znck/chat", [line]]]) },
  );
  expect(judge(clusterRolloutOf(state))?.fix).toMatch(`Mount an emptyDir ${where} in the chart`);
});

test("what writes into its own folder is not told to hide it", () => {
  const log = ["Error: EROFS: read-only file system, open './static/application.min.js'"];
  const ended = composeContainer({ status: "exited", restartsByItself: false, exitCode: 1, log });
  expect(judge(chatRollout([ended]))?.fix).toBe(
    "Let it write elsewhere than to ./static/application.min.js, where a volume would hide what the image has, or take `read_only` out of the service in the Compose file.",
  );
});
