import { describe, expect, test } from "vitest";
import { tree } from "../../../../testing/fixtures/project-tree.ts";
import { readManifest } from "./manifest.ts";
import { node } from "./node.ts";
import { detectStart } from "./start.ts";

const tools = ["nodemon", "ts-node", "ts-node-dev", "tsx", "@babel/node", "cross-env", "typescript"];
const devDependencies = Object.fromEntries(tools.map((name) => [name, "1"]));

const startOf = (manifest: object, files: Record<string, string>) => {
  const project = tree({ "package.json": { devDependencies, ...manifest }, ...files });
  const { command, value } = detectStart(readManifest(project), project);
  return { command: command.join(" "), value };
};

describe("what developers start", () => {
  test.each([
    ["nodemon server.js", "server.js", "node server.js"],
    ["nodemon ./bin/www", "bin/www", "node ./bin/www"],
    ["nodemon server", "server/index.js", "node server"],
    ["npx nodemon -L --inspect=0.0.0.0:9229 src/a.js", "src/a.js", "node src/a.js"],
    ["cross-env NODE_ENV=development nodemon --watch lib --delay 1 a.js --fast", "a.js", "node a.js"],
    ["./node_modules/.bin/cross-env NODE_ENV=development ./node_modules/.bin/nodemon a.js", "a.js", "node a.js"],
    ["NODE_PATH=src nodemon src/a.js", "src/a.js", "env NODE_PATH=src node src/a.js"],
    ["nodemon --exec babel-node src/a.js", "src/a.js", "node_modules/.bin/babel-node src/a.js"],
    ["nodemon -x babel-node -- ./bin/www", "bin/www", "node_modules/.bin/babel-node ./bin/www"],
    [
      "nodemon --watch 'src/**/*' -e ts,tsx --exec 'ts-node ./src/a.ts'",
      "src/a.ts",
      "node_modules/.bin/ts-node ./src/a.ts",
    ],
    ["nodemon src/a.ts", "src/a.ts", "node_modules/.bin/ts-node src/a.ts"],
    [
      "ts-node-dev --respawn --transpile-only src/a.ts",
      "src/a.ts",
      "node_modules/.bin/ts-node --transpile-only src/a.ts",
    ],
    ["tsx watch --clear-screen=false src/a.ts", "src/a.ts", "node_modules/.bin/tsx src/a.ts"],
    ["node --watch src/a.js", "src/a.js", "node src/a.js"],
    ["bun run --hot src/a.ts", "src/a.ts", "bun src/a.ts"],
  ])("%s", (start, file, expected) => {
    expect(startOf({ scripts: { start } }, { [file]: "" }).command).toBe(expected);
    expect(startOf({ scripts: { dev: start } }, { [file]: "" }).command).toBe(expected);
  });

  test("the port stays with it, and is set by the image", () => {
    const found = startOf({ scripts: { start: "PORT=8000 nodemon a.js" } }, { "a.js": "" });
    expect(found).toEqual({ command: "node a.js", value: "PORT=8000 node a.js" });
  });

  test("a file of nodemon's says what it runs", () => {
    const files = { "nodemon.json": '{ "watch": ["src"], "exec": "ts-node src/a.ts" }', "src/a.ts": "" };
    expect(startOf({ scripts: { start: "nodemon" } }, files).command).toBe("node_modules/.bin/ts-node src/a.ts");
    expect(startOf({ main: "a.js", scripts: { start: "nodemon" } }, { "a.js": "" }).command).toBe("node a.js");
  });

  test.each([
    ["node scripts/dev.js", "scripts/dev.js"],
    ["nodemon --exec 'npm run build && npm start'", "src/a.ts"],
    ["concurrently 'tsc -w' 'nodemon dist/a.js'", "src/a.ts"],
    ["nodemon gone.js", "src/a.ts"],
    ["vite", "src/a.ts"],
  ])("%s starts nothing that is known", (dev, file) => {
    expect(() => startOf({ scripts: { dev } }, { [file]: "" })).toThrow("nothing to start");
  });
});

describe("what is built of it is run instead", () => {
  const built = (settings: object, build = "tsc", dev = "tsx watch src/a.ts") =>
    startOf(
      { main: "index.js", scripts: { dev, build } },
      { "src/a.ts": "", "src/b/c.ts": "", "tsconfig.json": JSON.stringify(settings) },
    ).command;

  test.each([
    [{ compilerOptions: { outDir: "dist", rootDir: "src" } }, "node dist/a.js"],
    [{ compilerOptions: { outDir: "./build" } }, "node build/a.js"],
    [{ compilerOptions: { outDir: "dist", rootDir: "." } }, "node dist/src/a.js"],
    [{ compilerOptions: { outDir: "dist" }, include: ["src/**/*", "scripts/**/*"] }, "node dist/src/a.js"],
    [{ compilerOptions: { outDir: "dist", noEmit: true } }, "node_modules/.bin/tsx src/a.ts"],
    [{ compilerOptions: {} }, "node_modules/.bin/tsx src/a.ts"],
  ])("%j", (settings, expected) => {
    expect(built(settings)).toBe(expected);
  });

  test("by the settings that the build names, and only where it compiles", () => {
    const settings = { compilerOptions: { outDir: "dist", rootDir: "src" } };
    expect(built(settings, "rimraf dist && tsc -p tsconfig.json")).toBe("node dist/a.js");
    expect(built(settings, "tsc --noEmit")).toBe("node_modules/.bin/tsx src/a.ts");
    expect(built(settings, "esbuild src/a.ts --bundle --outfile=out/a.cjs")).toBe("node out/a.cjs");
    expect(built(settings, "vite build")).toBe("node_modules/.bin/tsx src/a.ts");
  });
});

describe("what is started in a container", () => {
  const scripts = (start: string) => ({ start, server: "nodemon a.js", client: "cd web && npm start" });

  test.each([
    ["pm2-runtime start ecosystem.config.js --env production", "node lib/a.js"],
    ["NODE_ENV=production pm2 start ./pm2.json", "node lib/b.js"],
    ["pm2 start a.js -i max --name a", "node a.js"],
    ["forever -w a.js", "node a.js"],
    ["pm2 start gone.json", "npm start"],
    ['concurrently "npm run server" "npm run client"', "node a.js"],
    ['concurrently "node a.js" "node b.js"', "npm start"],
  ])("%s", (start, expected) => {
    const files = {
      "ecosystem.config.js": 'module.exports = { apps: [{ name: "a", script: "./lib/a.js" }] };',
      "pm2.json": '{ "apps": [{ "script": "lib/b.js" }] }',
      "a.js": "",
    };
    expect(startOf({ scripts: scripts(start) }, files).command).toBe(expected);
  });
});

test("Bun's template is a program, whatever it says that others import", () => {
  const manifest = { name: "live", module: "index.ts", type: "module", scripts: { dev: "bun run index.ts" } };
  const project = tree({ "package.json": manifest, "bun.lock": "", "index.ts": "Bun.serve({ port: 4000, fetch })" });
  expect(node.serves?.(project, node.detect(project))).toBe(true);
});
