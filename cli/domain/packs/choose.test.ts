import { describe, expect, test } from "vitest";
import { failureOf } from "../../../testing/chatops/failure.ts";
import { tree } from "../../../testing/fixtures/project-tree.ts";
import { detectProject } from "./choose.ts";
import { node } from "./node/node.ts";

const refusalOf = async (files: Record<string, string>) => {
  const failure = await failureOf(Promise.resolve().then(() => detectProject(tree(files))));
  return [failure.message, ...failure.details, failure.hint].join("\n");
};

test.each([["Scala", { "build.sbt": "", "src/main/scala/Shop.scala": "" }]])(
  "a project in %s is refused by its name, and a Dockerfile is the way out",
  async (language, files) => {
    expect(await refusalOf(files)).toContain(`is written in ${language}`);
    expect(await refusalOf(files)).toContain("Write a Dockerfile");
  },
);

test("deno.json shows a project for Deno, but beside a package.json that of one who publishes it there as well", async () => {
  expect(await refusalOf({ "deno.json": "{}", "main.ts": "" })).toContain("is written in TypeScript for Deno");
  const files = { "deno.json": "{}", "package.json": '{"scripts":{"start":"node a.js"}}', "a.js": "" };
  expect(detectProject(tree(files)).pack).toBe("node");
});

test("several projects below are listed with what they are", async () => {
  const files = {
    "api/go.mod": "module api",
    "api/main.go": "",
    "web/app/package.json": '{"main":"a.js"}',
    "web/app/a.js": "",
    "README.md": "",
  };
  expect(await refusalOf(files)).toContain("api: Go\nweb/app: Node\nImport one of them, as in `chatops import api`");
});

test("a Compose file that runs images of others alone is said to build nothing", async () => {
  const services = "services:\n  shop:\n    image: wordpress:6\n  db:\n    image: mariadb:11\n";
  const refusal = await refusalOf({ "compose.yaml": services, "settings/php.ini": "" });
  expect(refusal).toContain("compose.yaml runs images of others alone\nwordpress:6\nmariadb:11\n");
  expect(refusal).toContain("`FROM wordpress:6`");
  expect(await refusalOf({ "compose.yaml": `${services}    build: db\n` })).toContain("no project that chatops knows");
});

test("the surest pack is taken: assets do not make a Node project of another one", () => {
  const assets = { "package.json": '{"scripts":{"build":"x"}}', "app.js": "" };
  const project = { ...assets, "requirements.txt": "flask==3.0", "app.py": "app = Flask(__name__)" };
  expect(detectProject(tree(project)).pack).toBe("python");
  expect(detectProject(tree({ ...project, Dockerfile: "FROM x" })).pack).toBe("dockerfile");
  expect(detectProject(tree(project), "node").pack).toBe("node");
});

describe("a program in a folder of its own, of which a Dockerfile at the top is made", () => {
  const api = {
    "backend/go.mod": "module shop\n\ngo 1.24\n\nrequire github.com/lib/pq v1.10.9\n",
    "backend/main.go": 'package main\nfunc main() { os.Getenv("DATABASE_URL") }\n',
    "frontend/package.json": '{"scripts":{"build":"vite build"},"dependencies":{"pg":"8"}}',
  };
  const servicesOf = (dockerfile: string, files: Record<string, string> = {}) =>
    detectProject(tree({ ...api, ...files, Dockerfile: dockerfile })).services.map(({ kind, at }) => [kind.name, at]);
  const postgres = [["postgres", "dependency github.com/lib/pq"]];

  test.each([
    ["FROM node AS pages\nCOPY frontend .\nFROM golang\nCOPY ./backend/go.mod ./\nCOPY ./backend .\n", postgres],
    ["FROM golang\nCOPY . .\nRUN cd backend && go build\n", postgres],
    ["FROM nginx\nCOPY frontend /usr/share/nginx/html\n", []],
  ])("%j uses what that folder depends on: %j", (dockerfile, services) => {
    expect(servicesOf(dockerfile)).toEqual(services);
  });

  test("of several nothing says which it is", () => {
    expect(
      servicesOf("FROM golang\nCOPY . .\n", { "worker/go.mod": "module w\n", "worker/main.go": "package main\n" }),
    ).toEqual([]);
  });

  test("is named like the whole", () => {
    expect(detectProject(tree({ ...api, Dockerfile: "FROM golang\nCOPY backend .\n" })).name).toEqual({
      ...detectProject(tree({ Dockerfile: "FROM golang\n" })).name,
    });
  });
});

test("a page as the main file of the pages' package makes no Node project of a program in Python", () => {
  const pages = { main: "client/index.html", scripts: { build: "vite build" }, devDependencies: { vite: "7" } };
  const program = { Pipfile: '[packages]\nfastapi = "*"\n', "server/main.py": "import notes\napp = FastAPI()\n" };
  const files = { ...program, "server/notes.py": "", "client/index.html": "", "package.json": pages };
  const { pack, evidence } = detectProject(tree(files));
  expect(pack).toBe("python");
  expect(evidence.find(({ what }) => what === "start")?.value).toContain("--app-dir server");
});

test.each([
  ["FROM node:24 AS pages\nRUN npm run build\nFROM python:3.14\n", "Python"],
  ["FROM python:3.14 AS base\nFROM base\n", "Python"],
  ["FROM node:24\n", "Node"],
  ["FROM ubuntu:26.04\n", "Node"],
  ["FROM golang:1.26\n", "Node"],
])("of the languages of a project, that of its image is what runs in it: %j", (text, language) => {
  const program = { "requirements.txt": "flask", "app.py": "app = Flask(__name__)" };
  const files = { ...program, "package.json": { main: "server.js" }, "server.js": "", Dockerfile: text };
  const found = detectProject(tree(files)).evidence.find(({ what }) => what === "language");
  expect(found?.value).toBe(language);
});

test.each([
  ["python", { "requirements.txt": "flask", "app.py": "app = Flask(__name__)" }],
  ["go", { "go.mod": "module shop", "main.go": "package main\nfunc main() {}" }],
  ["static", { "index.html": "", "index.js": "" }],
])("what npm init writes makes no Node project of one for %s", (pack, files) => {
  const initial = { main: "app.js", scripts: { test: "exit 1" }, devDependencies: { prettier: "3" } };
  expect(detectProject(tree({ ...files, "package.json": initial })).pack).toBe(pack);
});

test.each([
  [{ scripts: { "start:prod": "node dist/main" } }, {}, "certain"],
  [{ main: "./a.js" }, { "a.js": "" }, "certain"],
  [{ main: "a.js", dependencies: { express: "5" } }, {}, "likely"],
  [{ scripts: { start: "vite" } }, {}, "likely"],
  [{}, { "server.js": "", "index.html": "" }, "likely"],
  [{}, { "index.js": "" }, "likely"],
  [{ devDependencies: { husky: "9" } }, {}, undefined],
])("the package.json %j with %j is %s to be a Node project", (manifest, files, sure) =>
  expect(node.recognize(tree({ "package.json": manifest, ...files }))?.sure).toBe(sure),
);

test("a page below that is built is listed too, by the pack that is surest of it", () => {
  const page = '{"scripts":{"build":"vite build"},"dependencies":{"vite":"6"}}';
  const files = { "web/package.json": page, "api/package.json": page, "api/go.mod": "", "api/main.go": "" };
  return expect(refusalOf(files)).resolves.toContain("api: Go\nweb: Node\n");
});

test.each([
  ["its images", "FROM node:24\n", "Node"],
  ["its images, of which one is for Deno", "FROM denoland/deno:2\n", "Deno"],
  ["what is not for its pages", "FROM node:24\nFROM python:3.13\n", "Python"],
  ["most of its sources", "FROM debian\n", "Python"],
])("the language of a Dockerfile without a manifest beside it is told by %s", (_, from, language) => {
  const files = { Dockerfile: `${from}CMD ["a"]\n`, "backend/a.js": "", "tools/a.py": "", "tools/b.py": "" };
  const said = detectProject(tree(files)).evidence.find(({ what }) => what === "language");
  expect(said?.value).toBe(language);
});
