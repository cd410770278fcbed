import { describe, expect, test } from "vitest";
import { errorLine } from "./error-line.ts";

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
    [
      "Node, where zod lists what is missing",
      `/app/node_modules/zod/index.cjs:587
        throw error;
        ^

ZodError: [
  {
    "code": "invalid_type",
    "expected": "string",
    "received": "undefined",
    "path": [
      "DATABASE_URL"
    ],
    "message": "Required"
  },
  {
    "code": "invalid_type",
    "path": [
      "redis",
      "url"
    ],
    "message": "Required"
  }
]
    at get error [as error] (/app/node_modules/zod/index.cjs:587:31)
    at Object.<anonymous> (/app/env.js:4:3)

Node.js v24.1.0`,
      "ZodError: DATABASE_URL: Required, redis.url: Required",
    ],
    [
      "Node, where zod says it prettily",
      `✖ Invalid input: expected string, received undefined
  → at DATABASE_URL`,
      "✖ Invalid input: expected string, received undefined → at DATABASE_URL",
    ],
    [
      "Node, where a list of variables is below",
      `Error: missing required environment variables:
  - DATABASE_URL
  - REDIS_URL
    at Object.<anonymous> (/app/env.js:4:3)`,
      "Error: missing required environment variables: DATABASE_URL, REDIS_URL",
    ],
    [
      "Node, where envalid draws lines",
      `================================
 Missing environment variables:
    DATABASE_URL: where the data is
================================
 Exiting with error code 1`,
      "Missing environment variables: DATABASE_URL: where the data is",
    ],
    [
      "Node, where an object is printed",
      `{
  level: 'error',
  message: 'DATABASE_URL is required',
  timestamp: '2026-11-28T12:00:00.000Z'
}`,
      "DATABASE_URL is required",
    ],
    [
      "Node, where several addresses were tried",
      `AggregateError [ECONNREFUSED]: 
    at internalConnectMultiple (node:net:1134:18) {
  code: 'ECONNREFUSED',
  [errors]: [
    Error: connect ECONNREFUSED ::1:5432
        at createConnectionError (node:net:1667:14)
    Error: connect ECONNREFUSED 127.0.0.1:5432
        at createConnectionError (node:net:1667:14)
  ]
}`,
      "Error: connect ECONNREFUSED 127.0.0.1:5432",
    ],
    [
      "Node, where Prisma shows its schema",
      `PrismaClientInitializationError: 
Invalid \`prisma.user.findMany()\` invocation:

error: Environment variable not found: DATABASE_URL.
  -->  schema.prisma:7
   | 
 6 |   provider = "postgresql"
 7 |   url      = env("DATABASE_URL")
   | 

Validation Error Count: 1
    at Cn.handleRequestError (/app/node_modules/@prisma/client/runtime/library.js:121:7)`,
      "error: Environment variable not found: DATABASE_URL.",
    ],
    [
      "yarn, which comments on the program's end",
      `Error: DATABASE_URL is not set
    at Object.<anonymous> (/app/server.js:3:7)
error Command failed with exit code 1.
info Visit https://yarnpkg.com/en/docs/cli/run for documentation about this command.`,
      "Error: DATABASE_URL is not set",
    ],
    [
      "JSON as Google's libraries write it",
      `{"severity":"ERROR","message":"DATABASE_URL is not set"}\n{"severity":"INFO","message":"bye"}`,
      "DATABASE_URL is not set",
    ],
    [
      "JSON with a stack in it",
      `{"level":"error","message":"boot failed","stack":"x","err":{"type":"Error","message":"DATABASE_URL is not set","stack":"Error: DATABASE_URL is not set\\n    at x"}}`,
      "boot failed: DATABASE_URL is not set",
    ],
    [
      "JSON of Python's structlog",
      `{"event": "cannot start", "level": "critical", "exception": "Traceback (most recent call last):\\n  File \\"/app/main.py\\", line 4, in <module>\\nKeyError: 'DATABASE_URL'"}`,
      "KeyError: 'DATABASE_URL'",
    ],
    ["JSON without a level", `{"error":"DATABASE_URL is not set"}\n{"note":"bye"}`, "DATABASE_URL is not set"],
    [
      "JSON of zap",
      `{"level":"fatal","ts":1764331200.1,"caller":"app/main.go:12","msg":"no settings","error":"DATABASE_URL is not set","stacktrace":"main.main\\n\\t/app/main.go:12"}`,
      "no settings: DATABASE_URL is not set",
    ],
    [
      "logfmt",
      `time=2026-11-28T12:00:00Z level=ERROR msg="cannot connect" err="dial tcp: lookup db: no such host"
time=2026-11-28T12:00:00Z level=INFO msg=bye`,
      "cannot connect: dial tcp: lookup db: no such host",
    ],
    [
      "Python, where pydantic names the field",
      `Traceback (most recent call last):
  File "/app/main.py", line 9, in <module>
    settings = Settings()
pydantic_core._pydantic_core.ValidationError: 1 validation error for Settings
database_url
  Field required [type=missing, input_value={}, input_type=dict]
    For further information visit https://errors.pydantic.dev/2.11/v/missing`,
      "database_url: Field required [type=missing, input_value={}, input_type=dict]",
    ],
    [
      "Python, where an exception is called no error",
      `Traceback (most recent call last):
  File "/app/manage.py", line 22, in <module>
    main()
django.core.exceptions.ImproperlyConfigured: The SECRET_KEY setting must not be empty.`,
      "django.core.exceptions.ImproperlyConfigured: The SECRET_KEY setting must not be empty.",
    ],
    [
      "Python under uvicorn",
      `ERROR:    Traceback (most recent call last):
  File "/usr/local/lib/python3.13/site-packages/starlette/routing.py", line 693, in lifespan
    async with self.lifespan_context(app):
  File "/app/main.py", line 4, in start
    url = os.environ["DATABASE_URL"]
KeyError: 'DATABASE_URL'

ERROR:    Application startup failed. Exiting.`,
      "KeyError: 'DATABASE_URL'",
    ],
    [
      "Python under gunicorn",
      `[2026-11-28 12:00:00 +0000] [7] [ERROR] Exception in worker process
Traceback (most recent call last):
  File "/app/wsgi.py", line 3, in <module>
    raise RuntimeError("DATABASE_URL is not set")
RuntimeError: DATABASE_URL is not set
[2026-11-28 12:00:00 +0000] [7] [INFO] Worker exiting (pid: 7)
[2026-11-28 12:00:00 +0000] [1] [ERROR] Worker (pid:7) exited with code 3
[2026-11-28 12:00:00 +0000] [1] [ERROR] Shutting down: Master
[2026-11-28 12:00:00 +0000] [1] [ERROR] Reason: Worker failed to boot.`,
      "RuntimeError: DATABASE_URL is not set",
    ],
    [
      "Java with Spring Boot",
      `***************************
APPLICATION FAILED TO START
***************************

Description:

Failed to configure a DataSource: 'url' attribute is not specified and no embedded datasource could be configured.

Reason: Failed to determine a suitable driver class


Action:

Consider the following:
	If you want an embedded database (H2, HSQL or Derby), please put it on the classpath.`,
      "Failed to configure a DataSource: 'url' attribute is not specified and no embedded datasource could be configured.",
    ],
    [
      "Java, where a placeholder has no value",
      `org.springframework.beans.factory.BeanCreationException: Error creating bean with name 'config'
	at org.springframework.boot.SpringApplication.run(SpringApplication.java:1361)
	at com.example.Main.main(Main.java:9)
Caused by: java.lang.IllegalArgumentException: Could not resolve placeholder 'DATABASE_URL' in value "\${DATABASE_URL}"
	at org.springframework.util.PropertyPlaceholderHelper.parseStringValue(PropertyPlaceholderHelper.java:180)
	... 42 common frames omitted`,
      `Caused by: java.lang.IllegalArgumentException: Could not resolve placeholder 'DATABASE_URL' in value "\${DATABASE_URL}"`,
    ],
    [
      "Go, where a variable is required",
      `panic: required key DATABASE_URL missing value

goroutine 1 [running]:
main.mustProcess(...)
	/app/invalid/error.go:31
main.main()
	/app/main.go:12 +0x1d
exit status 2`,
      "panic: required key DATABASE_URL missing value",
    ],
    [
      "Go, where log.Fatal ends it",
      "2026/11/28 12:00:00 listening\n2026/11/28 12:00:00 environment variable DATABASE_URL not set\nexit status 1",
      "2026/11/28 12:00:00 environment variable DATABASE_URL not set",
    ],
    [
      "PHP",
      `PHP Fatal error:  Uncaught RuntimeException: DATABASE_URL is not set in /app/index.php:3
Stack trace:
#0 /app/vendor/acme/HttpException.php(12): boot()
#1 {main}
  thrown in /app/index.php on line 3`,
      "PHP Fatal error:  Uncaught RuntimeException: DATABASE_URL is not set in /app/index.php:3",
    ],
    [
      "PHP with Laravel",
      `
In EncryptionServiceProvider.php line 80:
                                                  
  No application encryption key has been specified.  
                                                  `,
      "No application encryption key has been specified.",
    ],
    [
      "PHP with Symfony",
      `In EnvVarProcessor.php line 187:

  Environment variable not found: "DATABASE_URL".  
`,
      `Environment variable not found: "DATABASE_URL".`,
    ],
    [
      "Ruby",
      `/app/config/boot.rb:3:in 'Hash#fetch': key not found: "DATABASE_URL" (KeyError)
	from /app/config/boot.rb:3:in 'NotFoundError#x'
	from /app/config.ru:1:in '<main>'`,
      `/app/config/boot.rb:3:in 'Hash#fetch': key not found: "DATABASE_URL" (KeyError)`,
    ],
    [
      "Ruby under Puma",
      `[1] ! Unable to load application: KeyError: key not found: "DATABASE_URL"
bundler: failed to load command: puma (/usr/local/bundle/bin/puma)`,
      `[1] ! Unable to load application: KeyError: key not found: "DATABASE_URL"`,
    ],
    [
      "Rust",
      `thread 'main' panicked at src/main.rs:4:37:
called \`Result::unwrap()\` on an \`Err\` value: NotPresent
note: run with \`RUST_BACKTRACE=1\` environment variable to display a backtrace`,
      "thread 'main' panicked at src/main.rs:4:37: called `Result::unwrap()` on an `Err` value: NotPresent",
    ],
    [
      ".NET",
      `Unhandled exception. System.InvalidOperationException: The ConnectionString property has not been initialized.
   at Npgsql.NpgsqlConnection.Open() in /src/Npgsql/NpgsqlConnection.cs:line 123
   at Program.<Main>$(String[] args) in /app/Program.cs:line 5`,
      "Unhandled exception. System.InvalidOperationException: The ConnectionString property has not been initialized.",
    ],
    [
      "Python, where a group of exceptions is drawn",
      `  + Exception Group Traceback (most recent call last):
  |   File "/app/main.py", line 14, in <module>
  |     asyncio.run(main())
  | ExceptionGroup: unhandled errors in a TaskGroup (1 sub-exception)
  +-+---------------- 1 ----------------
    | Traceback (most recent call last):
    |   File "/app/main.py", line 5, in start
    |     raise RuntimeError("DATABASE_URL is not set")
    | RuntimeError: DATABASE_URL is not set
    +------------------------------------`,
      "RuntimeError: DATABASE_URL is not set",
    ],
    [
      "Python, where a group in a group is drawn, and its begin is cut off",
      `  |     raise BaseExceptionGroup(
  | ExceptionGroup: unhandled errors in a TaskGroup (2 sub-exceptions)
  +-+---------------- 1 ----------------
    | ConnectionRefusedError: [Errno 111] Connect call failed ('127.0.0.1', 6379)
    +---------------- 2 ----------------
    | Exception Group Traceback (most recent call last):
    |   File "/app/main.py", line 9, in inner
    | ExceptionGroup: inner (1 sub-exception)
    +-+---------------- 1 ----------------
      | Traceback (most recent call last):
      |   File "/app/main.py", line 5, in start
      | acme.NoSuchUser: shop
      +------------------------------------
ERROR:    Application startup failed. Exiting.`,
      "acme.NoSuchUser: shop",
    ],
    [
      "Java with an option that it does not know",
      `Unrecognized VM option 'UseConcMarkSweepGC'
Error: Could not create the Java Virtual Machine.
Error: A fatal exception has occurred. Program will exit.`,
      "Unrecognized VM option 'UseConcMarkSweepGC'",
    ],
    [
      "Java with a heap of no size",
      `Invalid maximum heap size: -Xmx2048
Error: Could not create the Java Virtual Machine.
Error: A fatal exception has occurred. Program will exit.`,
      "Invalid maximum heap size: -Xmx2048",
    ],
    [
      "Java without memory",
      `#
# There is insufficient memory for the Java Runtime Environment to continue.
# Cannot create worker GC thread. Out of system resources.
# An error report file with more information is saved as:
# /app/hs_err_pid1.log`,
      "There is insufficient memory for the Java Runtime Environment to continue. Cannot create worker GC thread. Out of system resources.",
    ],
    [
      "Java that crashes itself",
      `#
# A fatal error has been detected by the Java Runtime Environment:
#
#  SIGSEGV (0xb) at pc=0x00007f1a5c0ab6ee, pid=1, tid=7
#
# JRE version: OpenJDK Runtime Environment (21.0.2+13) (build 21.0.2+13-58)
# Problematic frame:
# C  [libc.so.6+0x276ee]
#
# An error report file with more information is saved as:
# /app/hs_err_pid1.log`,
      "A fatal error has been detected by the Java Runtime Environment: SIGSEGV (0xb) at pc=0x00007f1a5c0ab6ee, pid=1, tid=7",
    ],
    [
      "Java without threads",
      `Exception in thread "main" java.lang.OutOfMemoryError: unable to create native thread: possibly out of memory or process/resource limits reached
	at java.base/java.lang.Thread.start0(Native Method)
	at com.example.Main.main(Main.java:9)`,
      `Exception in thread "main" java.lang.OutOfMemoryError: unable to create native thread: possibly out of memory or process/resource limits reached`,
    ],
    [
      "PHP's FPM",
      `[14-Feb-2018 07:35:17] ERROR: [pool www] cannot get uid for user 'www-data'
[14-Feb-2018 07:35:17] ERROR: failed to post process the configuration
[14-Feb-2018 07:35:17] ERROR: FPM initialization failed`,
      "[14-Feb-2018 07:35:17] ERROR: [pool www] cannot get uid for user 'www-data'",
    ],
    [
      "Go with cobra, which prints its help after an error",
      `Error: dial tcp 10.0.0.9:5432: connect: connection refused
Usage:
  chat serve [flags]

Flags:
      --dsn string    database DSN (required)
  -h, --help          help for serve

Use "chat [command] --help" for more information about a command.`,
      "Error: dial tcp 10.0.0.9:5432: connect: connection refused",
    ],
    [
      "Go, where flag prints its help after an error",
      `flag provided but not defined: -dsn
Usage of /app/chat:
  -url string
    	where the database is (must be set)`,
      "flag provided but not defined: -dsn",
    ],
    [
      "help alone",
      "Usage:\n  chat [command]\nFlags:\n  --dsn string   database DSN (required)",
      "--dsn string   database DSN (required)",
    ],
    ["help before the error", "Usage:\n  chat [flags]\nchat: error: no database", "chat: error: no database"],
  ])("%s", (_, text, guilty) => {
    expect(errorLine(log(text))).toBe(guilty);
  });
});
