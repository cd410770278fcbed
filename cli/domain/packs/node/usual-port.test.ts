import { describe, expect, test } from "vitest";
import { tree } from "../../../../testing/fixtures/project-tree.ts";
import { node } from "./node.ts";

const factsOf = (dependency: string, source: string, start = "node index.js") =>
  node.detect(
    tree({ "package.json": { scripts: { start }, dependencies: { [dependency]: "1" } }, "index.js": source }),
  );

describe("the port of a server in Node", () => {
  test.each([
    ["@hapi/hapi", "Hapi.server({\n  port: 3001,\n  host: '0.0.0.0' });", 3001],
    ["hapi", "server.connection({ host: '0.0.0.0', port: 3002 });", 3002],
    ["ws", "const wss = new WebSocketServer({ port: 3003 });", 3003],
    ["ws", "new WebSocket.Server({ clientTracking: true, port: 3004 })", 3004],
    ["socket.io", "const io = require('socket.io')(3005, { cors: {} });", 3005],
    ["socket.io", "const io = new Server(3006, {});", 3006],
    ["@apollo/server", "startStandaloneServer(server, {\n  listen: { port: 3007 },\n});", 3007],
    ["@hono/node-server", "serve({ fetch: app.fetch, port: 3008 }, done)", 3008],
    ["hono", "export default { port: 3009, fetch: app.fetch }", 3009],
    ["@nestjs/core", "createMicroservice(AppModule, { transport: Transport.TCP, options: { port: 3010 } })", 3010],
    ["express", "app.set('port', 3011)", 3011],
    ["@fastify/env", "PORT: { type: 'number', default: 3012 },", 3012],
    ["fastify", "const port = parseInt(process.env.FASTIFY_PORT || '3013')", 3013],
  ])("%s: %s", (dependency, source, port) => {
    expect(factsOf(dependency, source).port).toEqual({ value: port, at: expect.stringMatching(/^index\.js:1/) });
  });

  test.each([
    ["apollo-server", "server.listen().then(({ url }) => console.log(url))", 4000],
    ["@hono/node-server", "serve(app)", 3000],
    ["@feathersjs/feathers", "app.listen(app.get('port'))", 3030],
  ])("%s: its default, where nothing names another", (dependency, source, port) => {
    expect(factsOf(dependency, source).port).toEqual({ value: port, at: `${dependency}'s default` });
    expect(factsOf(dependency, `${source}\napp.listen(7001)`).port.value).toBe(7001);
  });

  test("Bun takes one of its own", () => {
    const files = { "bun.lock": "", "index.ts": "export default app" };
    const { port, dockerfile } = node.detect(
      tree({ "package.json": { scripts: { dev: "bun --hot index.ts" } }, ...files }),
    );
    expect(port).toEqual({ value: 3000, at: "Bun's default" });
    expect(JSON.stringify(dockerfile)).toContain('"index.ts"');
  });

  test.each([
    ["serve public", 3000],
    ["http-server", 8080],
    ["vinxi start", 3000],
    ["node .next/standalone/server.js", 3000],
  ])("%s listens there", (start, port) => {
    expect(factsOf("a", "", start).port.value).toBe(port);
  });
});

test("older versions of Nuxt take what their settings say, whatever PORT is", () => {
  const manifest = { scripts: { start: "nuxt start", build: "nuxt build" }, dependencies: { nuxt: "^2.1.0" } };
  const settings = "export default {\n  server: { port: 8000 },\n}";
  const { port } = node.detect(tree({ "package.json": manifest, "nuxt.config.js": settings }));
  expect(port).toEqual({ value: 8000, at: "nuxt.config.js:2" });
});

describe("who may reach it", () => {
  test("Hapi on this machine alone", () => {
    const warned = (host: string) =>
      factsOf("@hapi/hapi", `Hapi.server({ port: 3000, host: '${host}' })`).warnings.some(({ text }) =>
        text.startsWith("index.js:1"),
      );
    expect([warned("localhost"), warned("0.0.0.0")]).toEqual([true, false]);
  });

  test("Fastify, though it is told so in an object", () => {
    const listens = "require('fastify')().listen({\n  port: 3000,\n  host: 'localhost',\n})";
    expect(factsOf("fastify", listens).warnings).toContainEqual(
      expect.objectContaining({ text: expect.stringContaining("on this machine only") }),
    );
  });

  test.each([
    ["nuxt start", "HOST"],
    ["node dist/server/entry.mjs", "HOST"],
    ["fastify start app.js", "FASTIFY_ADDRESS"],
  ])("%s listens for everybody by %s", (start, variable) => {
    expect(JSON.stringify(factsOf("a", "", start).dockerfile)).toContain(`"${variable}":"0.0.0.0"`);
  });

  test.each([
    "const host = _.defaultTo(process.env.HOST, 'localhost')",
    "const host = env('HOST', '127.0.0.1')",
    "HOST: z.string().default('localhost'),",
    "HOST: { type: 'string', default: '127.0.0.1' },",
    "HOST: Env.schema.string({ format: 'host' }),",
  ])("%s: told by a variable", (source) => {
    expect(JSON.stringify(factsOf("koa", source).dockerfile)).toContain('"HOST":"0.0.0.0"');
  });
});

test("AdonisJS runs what it built, with the variables that it checks", () => {
  const files = {
    "bin/server.ts": "new Ignitor(APP_ROOT)",
    "start/env.ts":
      "export default await Env.create(root, {\n  PORT: Env.schema.number(),\n  APP_KEY: Env.schema.string(),\n  CDN: Env.schema.string.optional(),\n})",
    ".env.example": "PORT=3333\nHOST=localhost\nAPP_KEY=\n",
  };
  const manifest = {
    scripts: { start: "node bin/server.js", build: "node ace build" },
    dependencies: { "@adonisjs/core": "6" },
  };
  const { evidence, port, variables } = node.detect(tree({ "package.json": manifest, ...files }));
  expect(evidence).toContainEqual(expect.objectContaining({ value: "node build/bin/server.js" }));
  expect(port.value).toBe(3333);
  expect(variables.map(({ value }) => value)).toEqual(["APP_KEY"]);
});
