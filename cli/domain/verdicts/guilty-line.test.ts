import { describe, expect, test } from "vitest";
import { guiltyLine } from "./guilty-line.ts";

const log = (text: string) => text.split("\n").filter((line) => line.trim() !== "");

describe("the guilty line of", () => {
  test.each<[what: string, text: string, guilty: string | undefined]>([
    ["no log", "", undefined],
    ["plain words", "starting\nlistening\nbye", "bye"],
    [
      "plain words with an error before the end",
      "starting\nERROR: DATABASE_URL is missing\nbye",
      "ERROR: DATABASE_URL is missing",
    ],
    ["two errors", "error: first try\nretrying\nerror: second try", "error: second try"],
    [
      "Node",
      `/app/server.js:3
throw new Error("DATABASE_URL is not set");
^

Error: DATABASE_URL is not set
    at Object.<anonymous> (/app/server.js:3:7)
    at Module._compile (node:internal/modules/cjs/loader:1554:14)

Node.js v24.1.0`,
      "Error: DATABASE_URL is not set",
    ],
    [
      "Node, where the port is taken",
      `node:events:497
      throw er; // Unhandled 'error' event
      ^

Error: listen EADDRINUSE: address already in use :::3000
    at Server.setupListenHandle [as _listen2] (node:net:1908:16)
Emitted 'error' event on Server instance at:
    at emitErrorNT (node:net:1887:8) {
  code: 'EADDRINUSE',
  errno: -98,
  syscall: 'listen',
  address: '::',
  port: 3000
}

Node.js v24.1.0`,
      "Error: listen EADDRINUSE: address already in use :::3000",
    ],
    [
      "Node, where a module is missing",
      `node:internal/modules/cjs/loader:1228
  throw err;
  ^

Error: Cannot find module '/app/dist/main.js'
    at Function._resolveFilename (node:internal/modules/cjs/loader:1225:15) {
  code: 'MODULE_NOT_FOUND',
  requireStack: []
}

Node.js v24.1.0`,
      "Error: Cannot find module '/app/dist/main.js'",
    ],
    [
      "Node, where a request fails for a cause",
      `TypeError: fetch failed
    at node:internal/deps/undici/undici:13510:13 {
  [cause]: Error: connect ECONNREFUSED 127.0.0.1:5432
      at TCPConnectWrap.afterConnect (node:net:1637:16) {
    errno: -111,
    code: 'ECONNREFUSED',
    syscall: 'connect',
    address: '127.0.0.1',
    port: 5432
  }
}`,
      "[cause]: Error: connect ECONNREFUSED 127.0.0.1:5432",
    ],
    [
      "npm, which comments on the program's end",
      `> shop@1.0.0 start
> node index.js

ReferenceError: port is not defined
    at Object.<anonymous> (/app/index.js:1:1)

Node.js v24.1.0
npm error Lifecycle script \`start\` failed with code 1`,
      "ReferenceError: port is not defined",
    ],
    [
      "pino, with levels as numbers",
      `{"level":30,"msg":"starting"}
{"level":50,"msg":"no connection","err":{"message":"connect ECONNREFUSED redis:6379"}}
{"level":30,"msg":"bye"}`,
      "no connection: connect ECONNREFUSED redis:6379",
    ],
    ["pino, at level fatal", `{"level":60,"msg":"cannot go on"}\n{"level":30,"msg":"error: not this"}`, "cannot go on"],
    ["JSON with levels as words", `{"level":"ERROR","message":"boom"}\n{"level":"info","message":"x"}`, "boom"],
    ["JSON after ECS", `{"log.level":"error","message":"boom","error":{"message":"disk"}}`, "boom: disk"],
    ["JSON with the error as a text", `{"level":"error","error":"disk full"}`, "disk full"],
    [
      "JSON without any error",
      `{"level":"info","msg":"fatal? no"}\n{"level":"info","msg":"bye"}`,
      `{"level":"info","msg":"bye"}`,
    ],
    ["half a line of JSON", `{"level":"error","msg":"bo`, `{"level":"error","msg":"bo`],
    [
      "Python",
      `Traceback (most recent call last):
  File "/app/main.py", line 4, in <module>
    url = os.environ["DATABASE_URL"]
          ~~~~~~~~~~^^^^^^^^^^^^^^^^
  File "<frozen os>", line 714, in __getitem__
KeyError: 'DATABASE_URL'`,
      "KeyError: 'DATABASE_URL'",
    ],
    [
      "Java",
      `Exception in thread "main" java.lang.IllegalStateException: no database
	at com.example.Main.main(Main.java:9)
Caused by: java.net.ConnectException: Connection refused
	at java.base/sun.nio.ch.Net.connect0(Native Method)
	... 12 more`,
      "Caused by: java.net.ConnectException: Connection refused",
    ],
    [
      "Go",
      `panic: runtime error: invalid memory address or nil pointer dereference
[signal SIGSEGV: segmentation violation code=0x1 addr=0x0 pc=0x47b2c5]

goroutine 1 [running]:
main.main()
	/app/main.go:10 +0x5
exit status 2`,
      "panic: runtime error: invalid memory address or nil pointer dereference",
    ],
    ["a shell", "sh: 1: serve: not found", "sh: 1: serve: not found"],
    [
      "nginx",
      'nginx: [emerg] host not found in upstream "api" in /etc/nginx/nginx.conf:3\nbye',
      'nginx: [emerg] host not found in upstream "api" in /etc/nginx/nginx.conf:3',
    ],
  ])("%s", (_, text, guilty) => {
    expect(guiltyLine(log(text))).toBe(guilty);
  });
});
