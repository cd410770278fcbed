import { expect, test } from "vitest";
import { failureOf } from "../../../testing/chatops/failure.ts";
import { tree } from "../../../testing/fixtures/project-tree.ts";
import { detectProject } from "./choose.ts";

const refusalOf = async (files: Record<string, string>) => {
  const failure = await failureOf(Promise.resolve().then(() => detectProject(tree(files))));
  return [failure.message, ...failure.details, failure.hint].join("\n");
};

test.each([
  ["Rust", { "Cargo.toml": "", "src/main.rs": "" }],
  [".NET", { "Shop.csproj": "", "Program.cs": "", "wwwroot/site.js": "" }],
  ["PHP", { "composer.json": "", artisan: "", "package.json": '{"scripts":{"build":"vite build"}}' }],
  ["Ruby", { Gemfile: "", "public/index.html": "" }],
  ["Java", { "pom.xml": "", ".devcontainer/Dockerfile": "FROM x" }],
  ["Elixir", { "mix.exs": "", "lib/shop.ex": "" }],
])("a project in %s is refused by its name, and a Dockerfile is the way out", async (language, files) => {
  expect(await refusalOf(files)).toContain(`is written in ${language}`);
  expect(await refusalOf(files)).toContain("Write a Dockerfile");
});

test("several projects below are listed with what they are", async () => {
  const files = {
    "api/go.mod": "module api",
    "api/main.go": "",
    "web/app/package.json": '{"main":"a.js"}',
    "README.md": "",
  };
  expect(await refusalOf(files)).toContain("api: Go\nweb/app: Node\nImport one of them, as in `chatops import api`");
});

test("the surest pack is taken: assets do not make a Node project of another one", () => {
  const assets = { "package.json": '{"scripts":{"build":"x"}}', "app.js": "" };
  const project = { ...assets, "requirements.txt": "flask==3.0", "app.py": "app = Flask(__name__)" };
  expect(detectProject(tree(project)).pack).toBe("python");
  expect(detectProject(tree({ ...project, Dockerfile: "FROM x" })).pack).toBe("dockerfile");
  expect(detectProject(tree(project), "node").pack).toBe("node");
});
