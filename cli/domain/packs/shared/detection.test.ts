import { describe, expect, test } from "vitest";
import { sourceFile, tree } from "../../../../testing/fixtures/project-tree.ts";
import { detectServices } from "../../services/detect.ts";
import { serviceVariables } from "../../services/used-service.ts";
import { javascript } from "../node/language.ts";
import { isWorthReading } from "../reading.ts";
import { lineAt } from "../tree.ts";
import { detectHealth, detectMetrics } from "./health.ts";
import { nameFrom, validName } from "./name.ts";
import { detectLoopback, detectPort } from "./port.ts";
import { sourcesOf } from "./scan.ts";
import { detectStop } from "./stop.ts";
import { detectHost, detectVariables } from "./variables.ts";
import { detectWritable } from "./writable.ts";

describe("port", () => {
  const start = { value: "node server.js", at: "package.json:5" };
  const portOf = (...lines: string[]) => {
    const { value, at } = detectPort({
      sources: sourceFile(...lines),
      language: javascript,
      start,
    });
    return `${value} ${at}`;
  };

  test.each([
    ["app.listen(process.env.PORT || 3000);", "3000 server.ts:2"],
    ["app.listen(process.env.PORT ?? 8081);", "8081 server.ts:2"],
    ['app.listen(process.env["PORT"] || "3000");', "3000 server.ts:2"],
    ["const port = Number(process.env.PORT) || 4000;", "4000 server.ts:2"],
    ["const port = Number(process.env.PORT ?? 4000);", "4000 server.ts:2"],
    ["const port = parseInt(process.env.PORT, 10) || 4000;", "4000 server.ts:2"],
    ["const port = process.env.PORT ? Number(process.env.PORT) : 5000;", "5000 server.ts:2"],
    [
      "const port = process.env.APP_PORT\n  ? parseInt(process.env.PORT, 10)\n  : 5011;",
      "8080 assumed, PORT is read in server.ts:3",
    ],
    ["const port = process.env.PORT\n  ? parseInt(process.env.PORT, 10)\n  : 5012;", "5012 server.ts:2"],
    ["const port = numberOf(process.env.HTTP_PORT || process.env.PORT, 5014);", "5014 server.ts:2"],
    ["const port = process.env.PORT || process.env.OTHER_PORT || 5015;", "5015 server.ts:2"],
    ["const port = parseInt(process.env.PORT, 10);", "8080 assumed, PORT is read in server.ts:2"],
    ["export const DEFAULT_PORT = 5013;", "5013 server.ts:2"],
    ['listen(configService.get<number>("PORT"));', "8080 assumed, PORT is read in server.ts:2"],
    ["const { PORT = 5001 } = process.env;", "5001 server.ts:2"],
    ['const { PORT: port = "5002" } = process.env;', "5002 server.ts:2"],
    ["const schema = z.object({ PORT: z.coerce.number().default(5003) });", "5003 server.ts:2"],
    ["const env = cleanEnv(process.env, { PORT: port({ default: 5004 }) });", "5004 server.ts:2"],
    ['const port = number("PORT", 5005);', "5005 server.ts:2"],
    ['convict({ port: { format: "port", default: 5010, arg: "port", env: "PORT" } });', "5010 server.ts:2"],
    ["const PORT = 5006;", "5006 server.ts:2"],
    ["const port = 5007;", "5007 server.ts:2"],
    ["app.listen(5008, () => {});", "5008 server.ts:2"],
    ['app.listen({ host: "0.0.0.0", port: 5009 });', "5009 server.ts:2"],
    ["app.listen(process.env.PORT);", "8080 assumed, PORT is read in server.ts:2"],
    ["app.listen(process.env.PORT || 80);", "8080 PORT, since 80 (server.ts:2) needs root"],
    ["// app.listen(3000)", "8080 assumed"],
    ["start(); // app.listen(3000)", "8080 assumed"],
    ["const port = 5432;", "8080 assumed"],
    ['hint = "choose another one, often PORT=8081.";', "8080 assumed"],
    ["start();", "8080 assumed"],
  ])("%s", (line, expected) => expect(portOf("import x from 'y';", line)).toBe(expected));

  test.each([
    ["read(process.env.PORT || config.port)", "9000 config/defaults.js:2"],
    ["read(process.env.PORT)", "8080 assumed, PORT is read in server.js:1"],
    ["listen(config.port)", "9000 config/defaults.js:2"],
  ])("of settings: %s", (line, expected) => {
    const files = tree({
      "server.js": `${line}; app.listen(port);`,
      "config/defaults.js": "module.exports = {\n  port: 9000,\n  mail: {\n      port: 2525,\n  },\n};",
      "client/address.js": "const port = 6667;",
    });
    const { value, at } = detectPort({ sources: sourcesOf(files, javascript), language: javascript, start });
    expect(`${value} ${at}`).toBe(expected);
  });

  test.each([
    ["next start -p 3001", "3001 package.json:5"],
    ["vite preview --port 4173", "4173 package.json:5"],
    ["PORT=9000 node server.js", "9000 package.json:5"],
  ])("of the start command: %s", (value, expected) => {
    const found = detectPort({ sources: [], language: javascript, start: { ...start, value } });
    expect(`${found.value} ${found.at}`).toBe(expected);
  });

  test("a loopback address is seen", () => {
    expect(detectLoopback(sourceFile("", 'app.listen(3000, "127.0.0.1");'), javascript)).toBe("server.ts:2");
    expect(detectLoopback(sourceFile('app.listen(3000, "0.0.0.0");'), javascript)).toBeUndefined();
  });
});

describe("health", () => {
  const healthOf = (...lines: string[]) => {
    const { readiness, liveness } = detectHealth(sourceFile(...lines), javascript);
    return [readiness, liveness].map((path) => (path ? `${path.value} ${path.at}` : "port"));
  };

  test.each([
    [['app.get("/health", ok);'], ["/health server.ts:1", "port"]],
    [
      ['get("/livez");', "get('/readyz');"],
      ["/readyz server.ts:2", "/livez server.ts:1"],
    ],
    [["get(`/api/healthz`);"], ["/api/healthz server.ts:1", "port"]],
    [['get("/readyz");'], ["/readyz server.ts:1", "port"]],
    [
      ["", '@Controller("health")'],
      ["/health server.ts:2", "port"],
    ],
    [['get("/healthy-food");'], ["port", "port"]],
  ])("%j", (lines, expected) => expect(healthOf(...lines)).toEqual(expected));

  test("figures for Prometheus", () =>
    expect(detectMetrics(sourceFile("", 'case "/metrics":'))?.at).toBe("server.ts:2"));
  test("the signal to stop", () =>
    expect(detectStop(sourceFile('process.once("SIGTERM", stop)'), javascript)).toBe("server.ts:1"));
});

describe("variables", () => {
  const namesOf = (...lines: string[]) =>
    detectVariables(sourceFile(...lines), javascript, new Set()).map(({ value }) => value);

  test.each([
    ["const key = process.env.API_KEY;", ["API_KEY"]],
    ['const key = process.env["API_KEY"];', ["API_KEY"]],
    ["const { env } = process; use(env.API_KEY, 1);", ["API_KEY"]],
    ['const key = process.env.API_KEY ?? "none";', []],
    ["if (!process.env.API_KEY) warn();", []],
    ["if (process.env.MODE === 'x') y();", []],
    ["const url = import.meta.env.VITE_URL;", []],
    ["listen(process.env.PORT); level(process.env.LOG_LEVEL);", []],
  ])("%s", (line, expected) => expect(namesOf(line)).toEqual(expected));

  test.each([
    ["connect(process.env.API_KEY);", ["API_KEY"]],
    ["connect(1, process.env.API_KEY);", ["API_KEY"]],
    ["if (process.env.API_KEY) use(process.env.API_KEY);", []],
    ["const on = Boolean(process.env.FEATURE);", []],
    ["export const env = z.object({\n  API_KEY: z.string().min(1),\n}).parse(process.env);", ["API_KEY"]],
    ["createEnv({\n  MODE: z.string().default('a'),\n  KEY: z.string().optional(),\n});", []],
    [
      'import env from "@fastify/env";\nconst schema = {\n  required: ["API_KEY",\n    "SITE"],\n  properties: {\n    API_KEY: { type: "string" },\n    MODE: { type: "string", default: "a" },\n    LEVEL: { enum: ["INFO", "WARN"] },\n  },\n};',
      ["API_KEY", "SITE"],
    ],
    ["cleanEnv(process.env, {\n  API_KEY: str(),\n  MODE: str({ default: 'a' }),\n});", ["API_KEY"]],
  ])("%s reads %j", (line, expected) => expect(namesOf(line)).toEqual(expected));

  test("a default counts for its own place, and hides no other", () => {
    expect(namesOf("const a = process.env.API_KEY;", "const b = process.env.API_KEY ?? 1;")).toEqual(["API_KEY"]);
  });

  test("a host that would keep the program to itself is set", () => {
    expect(detectHost(sourceFile('const host = process.env.HOST || "localhost";'), javascript)?.value).toBe("0.0.0.0");
    expect(detectHost(sourceFile('const host = process.env.HOST || "0.0.0.0";'), javascript)).toBeUndefined();
  });
});

describe("backing services", () => {
  const toldOf = (dependency: string, ...lines: string[]) =>
    detectServices({ ecosystem: "npm", names: new Set([dependency]) }, sourceFile(...lines)).map(
      ({ kind, variables, password }) =>
        [kind.name, ...variables.map(({ value, at }) => `${value} ${at}`), password ? "password" : "open"].join(", "),
    );

  test.each([
    ["ioredis", "new Redis(process.env.REDIS_URL)", ["redis, REDIS_URL server.ts:1, password"]],
    ["redis", "connect(env.REDIS_ADDR, env.REDIS_URL)", ["redis, REDIS_URL server.ts:1, password"]],
    [
      "redis",
      "connect(env.REDIS_HOST, env.REDIS_PORT)",
      ["redis, REDIS_HOST server.ts:1, REDIS_PORT server.ts:1, open"],
    ],
    ["redis", "connect(env.REDIS_ADDR, env.REDIS_PASSWORD)", ["redis, REDIS_ADDR server.ts:1, password"]],
    ["ioredis", "new Redis()", ["redis, REDIS_URL assumed, open"]],
    ["pg", "new Pool()", ["postgres, DATABASE_URL assumed, open"]],
    ["express", "", []],
  ])("%s: %s", (dependency, line, expected) => expect(toldOf(dependency, line)).toEqual(expected));

  test("their variables are not listed a second time", () => {
    const services = detectServices({ ecosystem: "npm", names: new Set(["ioredis"]) }, []);
    expect([...serviceVariables(services)]).toEqual(expect.arrayContaining(["REDIS_URL", "REDIS_PASSWORD"]));
  });
});

describe("name", () => {
  test.each([
    ["shop", "shop"],
    ["@team/Corner_Shop", "corner-shop"],
    ["Café del Mar", "cafe-del-mar"],
    ["3d-viewer", "app-3d-viewer"],
    ["-.shop.-", "shop"],
    [`${"a".repeat(52)}--b`, "a".repeat(52)],
    ["日本", undefined],
  ])("%s → %s", (text, expected) => expect(validName(text)).toBe(expected));

  test("is not what a generator calls each project", () => {
    const folder = { value: "shop", at: "folder" };
    expect(nameFrom([{ value: "@api/source", at: "package.json:1" }, folder])).toEqual(folder);
    expect(nameFrom([{ value: "root", at: "folder" }]).value).toBe("root");
  });

  test("says what it was made from", () => {
    expect(
      nameFrom([
        { value: undefined, at: "package.json:1" },
        { value: "My App", at: "folder" },
      ]),
    ).toEqual({
      value: "my-app",
      at: 'folder "My App"',
    });
  });
});

test("folders that a program writes to", () => {
  expect(
    detectWritable(sourceFile("", 'const upload = multer({ dest: "uploads/" });'), javascript, {
      folder: "/app",
      said: [],
    }),
  ).toEqual([{ value: "/app/uploads", at: "server.ts:2" }]);
  const sqlite = ['open("./data/shop.sqlite3");', 'import { db } from "./config/shop.db";'];
  expect(detectWritable(sourceFile(...sqlite), javascript, { folder: "/app", said: [] })).toEqual([
    { value: "/app/data", at: "server.ts:1" },
  ]);
});

test("an empty folder is laid over no part of the program", () => {
  const places = { folder: "/app", said: [], paths: ["src/a.ts", "boards/.gitkeep"] };
  const source = sourceFile('mkdirSync("src");', 'mkdirSync("boards");');
  expect(detectWritable(source, javascript, places).map(({ value }) => value)).toEqual(["/app/boards"]);
});

test.each([
  'const DATA_DIR = process.env.DATA_DIR || path.join(process.cwd(), "boards");',
  'const HISTORY_DIR = textOf(\n  "SHOP_HISTORY_DIR",\n  path.join(APP_ROOT, "boards"),\n);',
])("a folder that a setting names is written to: %s", (text) => {
  const found = detectWritable(sourceFile(...text.split("\n")), javascript, { folder: "/app", said: [] });
  expect(found.map(({ value }) => value)).toEqual(["/app/boards"]);
});

test("the entry file is read first, then the nearest to the top; tests prove nothing", () => {
  const files = { "b.js": "", "src/main.ts": "", "a/b/c.js": "", "src/x.ts": "", "src/main.test.ts": "" };
  expect(sourcesOf(tree(files), javascript, "dist/main.js").map(({ path }) => path)).toEqual([
    "src/main.ts",
    "b.js",
    "src/x.ts",
    "a/b/c.js",
  ]);
});

test("lines count from 1, the last one too", () => {
  const text = "a\nb\nc";
  expect([0, 1, 2, 4].map((offset) => lineAt(text, offset))).toEqual([1, 1, 2, 3]);
});

test("large files and other people's are not read", () => {
  expect(isWorthReading("src/a.ts", 300 * 1024)).toBe(false);
  expect(isWorthReading("src/a.min.js", 10)).toBe(false);
  expect(isWorthReading("src/a.ts", 10)).toBe(true);
});
