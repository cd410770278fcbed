import { describe, expect, test } from "vitest";
import type { Files } from "../../../testing/fixtures/folder.ts";
import { tree } from "../../../testing/fixtures/project-tree.ts";
import { renderDockerfile } from "../dockerfile/render.ts";
import { findMembers } from "./find.ts";

const found = (files: Files) => findMembers(tree(files, "shop"));
const names = (files: Files) => found(files).members.map(({ name, folder }) => `${name}: ${folder || "."}`);
const why = (files: Files, folder: string) => found(files).leftOut.find((one) => one.folder === folder)?.why;

const boot = "<plugin><artifactId>spring-boot-maven-plugin</artifactId></plugin>";
const dependency = (name: string) => `<dependency><artifactId>${name}</artifactId></dependency>`;

/** A program with Spring Boot in a module. */
const spring = (name: string, dependencies: string[], parent = ""): Files => ({
  [`${name}/pom.xml`]: `<project>${parent}<artifactId>${name}</artifactId><dependencies>${dependencies
    .map(dependency)
    .join("")}</dependencies><build><plugins>${boot}</plugins></build></project>`,
  [`${name}/src/main/java/A.java`]: "@SpringBootApplication\npublic class A {}\n",
});

const modules = (...folders: string[]): Files => ({
  "pom.xml": `<project><artifactId>shop</artifactId><packaging>pom</packaging><modules>${folders
    .map((folder) => `<module>${folder}</module>`)
    .join("")}</modules></project>`,
});

describe("a build by Maven of several programs", () => {
  const web = "spring-boot-starter-web";
  const files = {
    ...modules("core", "orders", "billing", "report"),
    "core/pom.xml": "<project><artifactId>core</artifactId></project>",
    "core/src/main/java/B.java": "public class B {}\n",
    ...spring("orders", [web, "core"]),
    ...spring("billing", [web]),
    ...spring("report", ["spring-boot-starter-batch"]),
  };

  test("has a service for each that answers; what does its work and ends is none", () => {
    expect(names(files)).toEqual(["orders: orders", "billing: billing"]);
    expect(why(files, "report")).toBe("answers at no port");
  });

  test("builds each with what it needs, and one that needs nothing by itself", () => {
    const texts = found(files).members.map(({ facts }) => renderDockerfile(facts.dockerfile ?? []));
    expect(texts[0]).toContain("--projects orders --also-make package");
    expect(texts[1]).toContain("--file billing/pom.xml package");
    expect(found(files).members.map(({ build }) => build)).toEqual([
      { context: ".", dockerfile: "orders/Dockerfile" },
      { context: ".", dockerfile: "billing/Dockerfile" },
    ]);
  });

  test("leaves examples and tools aside", () => {
    const more = { ...modules("orders", "samples/one"), ...spring("orders", [web]), ...spring("samples/one", [web]) };
    expect(names(more)).toEqual(["app: ."]);
  });

  test("takes what the build names, whatever it is called, and warns of no Dockerfile of another", () => {
    const server = spring("config", ["spring-cloud-config-server"]);
    const more = {
      ...modules("orders", "config"),
      ...spring("orders", [web]),
      ...server,
      "db/Dockerfile": "FROM mongo",
    };
    expect(names(more)).toEqual(["orders: orders", "config: config"]);
    expect(found(more).members.flatMap(({ facts }) => facts.warnings)).toEqual([]);
  });
});

test("a solution has a service for each server and worker, and none for a tool", () => {
  const project = (name: string, sdk: string, code: string, more = ""): Files => ({
    [`src/${name}/${name}.csproj`]: `<Project Sdk="Microsoft.NET.Sdk${sdk}"><PropertyGroup>${more}<TargetFramework>net8.0</TargetFramework></PropertyGroup></Project>`,
    [`src/${name}/Program.cs`]: `${code}\n`,
  });
  const files = {
    "Shop.sln": "\n",
    ...project("Shop.Api", ".Web", "var builder = WebApplication.CreateBuilder(args);"),
    ...project("Shop.Web", ".Web", "var builder = WebApplication.CreateBuilder(args);"),
    ...project("Shop.Worker", ".Worker", "var builder = Host.CreateApplicationBuilder(args);"),
    ...project("Shop.Import", "", "Console.WriteLine();", "<OutputType>Exe</OutputType>"),
  };
  expect(names(files).sort()).toEqual([
    "shop-api: src/Shop.Api",
    "shop-web: src/Shop.Web",
    "shop-worker: src/Shop.Worker",
  ]);
});

describe("a Dockerfile at the top", () => {
  const cargo = (name: string) => `[package]\nname = "${name}"\n`;
  const workspace = {
    "Cargo.toml": '[workspace]\nmembers = ["crates/*"]\n',
    "crates/server/Cargo.toml": cargo("server"),
    "crates/server/src/main.rs": "fn main() {}\n",
    "crates/ctl/Cargo.toml": cargo("ctl"),
    "crates/ctl/src/main.rs": "fn main() {}\n",
  };

  test("builds the parts of its build, which are no services beside it", () => {
    expect(names({ ...workspace, Dockerfile: 'FROM rust\nCOPY . .\nEXPOSE 80\nCMD ["server"]\n' })).toEqual(["app: ."]);
  });
});

test("a Dockerfile that copies nothing of the repository is none of its services", () => {
  const files = {
    "package.json": { scripts: { start: "node server.js" } },
    "server.js": "require('node:http').createServer().listen(3000)\n",
    "beanstalk/Dockerfile": "FROM x\nCOPY PublishOutput /app\nEXPOSE 80\nCMD dotnet a.dll\n",
  };
  expect(names(files)).toEqual(["app: ."]);
  expect(why(files, "beanstalk")).toBe("copies PublishOutput, which is not here");
});

test("a Dockerfile whose base only its own build knows is none of its services", () => {
  const server = (base: string) => `ARG BASE${base}\nFROM ${"$"}{BASE}\nEXPOSE 5432\nCMD ["postgres"]\n`;
  const files = {
    "api/package.json": { scripts: { start: "node server.js" } },
    "api/server.js": "require('node:http').createServer().listen(3000)\n",
    "bases/postgres/Dockerfile": server(""),
  };
  expect(names(files)).toEqual(["api: api"]);
  expect(why(files, "bases/postgres")).toBe("is made on ${BASE}, which only its own build knows");
  expect(names({ ...files, "bases/postgres/Dockerfile": server("=debian:13") })).toHaveLength(2);
});

test("pages among the sources of a program are a part of it", () => {
  const files = {
    "package.json": { scripts: { build: "webpack" } },
    Dockerfile: "FROM nginx:1.29\nCOPY . .\n",
    "src/web/html/index.html": "<p>\n",
    "src/web/app.js": "",
  };
  expect(names(files)).toEqual(["app: ."]);
});

test("pages that a program on the JVM brings are a part of it", () => {
  const files = {
    "pom.xml": "<project><artifactId>shop</artifactId><packaging>war</packaging></project>",
    "src/main/webapp/index.html": "<p>\n",
    "src/main/java/A.java": "class A {}\n",
  };
  expect(names(files)).toEqual(["app: ."]);
});

test("an image over which the project is mounted is for developing, if its Dockerfile has a name of its own", () => {
  const compose = (dockerfile: string) =>
    JSON.stringify({ services: { web: { build: { context: ".", dockerfile }, volumes: [".:/app"] } } });
  const files = {
    Gemfile: 'gem "sinatra"\n',
    "config.ru": "run App\n",
    "Dockerfile.dev": "FROM ruby\nCMD bin/dev\n",
  };
  expect(why({ ...files, "compose.yaml": compose("Dockerfile.dev") }, "")).toContain("is for developing");
});

test("a backing service that the Compose file builds for itself is the one that its image is made from", () => {
  const files = {
    "package.json": JSON.stringify({ scripts: { start: "node server.js" }, dependencies: { pg: "8" } }),
    "server.js": "http.createServer(a).listen(process.env.PORT ?? 4000); use(process.env.DATABASE_URL)\n",
    "docker/db/Dockerfile": "FROM docker.io/postgis/postgis:16 AS base\nCOPY init.sql /docker-entrypoint-initdb.d/\n",
    "docker/db/init.sql": "\n",
    "compose.yaml": JSON.stringify({
      services: {
        app: { build: ".", environment: { DATABASE_URL: "postgres://shop:a@db/shop" } },
        db: { build: "./docker/db" },
      },
    }),
  };
  const { members, leftOut } = findMembers(tree(files));
  expect(leftOut).toEqual([
    {
      name: "db",
      folder: "docker/db",
      why: "is docker.io/postgis/postgis:16, which is set up without what docker/db/Dockerfile adds to it",
    },
  ]);
  expect(members.map(({ name, facts }) => [name, facts.services.map(({ kind }) => kind.name)])).toEqual([
    ["app", ["postgres"]],
  ]);
});

describe("a build in a folder that makes several programs", () => {
  const crate = (name: string, dependencies: string): Files => ({
    [`back/${name}/Cargo.toml`]: `[package]\nname = "${name}"\n[dependencies]\n${dependencies}\n`,
    [`back/${name}/src/main.rs`]: 'fn main() { bind("0.0.0.0:7001") }\n',
  });
  const files = {
    ...{ "front/package.json": { scripts: { build: "vite build" }, devDependencies: { vite: "6" } } },
    "front/index.html": "<p>\n",
    "back/Cargo.toml": '[workspace]\nmembers = ["common", "orders", "menus"]\n',
    "back/common/Cargo.toml": '[package]\nname = "common"\n',
    "back/common/src/lib.rs": "\n",
    ...crate("orders", 'axum = "0.8"\ncommon = { path = "../common" }'),
    ...crate("menus", 'axum = "0.8"'),
  };

  test("has a service for each, built from that folder, and none for what they share", () => {
    expect(names(files).sort()).toEqual(["front: front", "menus: back/menus", "orders: back/orders"]);
    const member = found(files).members.find(({ name }) => name === "orders");
    expect(member?.build).toEqual({ context: "back", dockerfile: "orders/Dockerfile" });
    expect(member?.at).toBe("back/orders/Cargo.toml:2");
    expect(renderDockerfile(member?.facts.dockerfile ?? [])).toContain("cargo build --release --package orders");
  });

  test("leaves one with a Dockerfile of its own to that", () => {
    const own = "FROM rust:1 AS build\nCOPY . .\nRUN cargo build\nFROM debian:12\nEXPOSE 9000\nCMD orders\n";
    const { members } = found({ ...files, "back/orders/Dockerfile": own });
    expect(members.map(({ name, facts }) => [name, facts.port.value])).toContainEqual(["orders", 9000]);
    expect(members.map(({ folder }) => folder)).toContain("back/menus");
  });

  test("of modules in Go, each that is no tool", () => {
    const main = 'package main\nfunc main() { http.ListenAndServe(":8000", nil) }\n';
    const go = { "back/go.mod": "module shop\n", "back/cmd/api/main.go": main, "back/cmd/mail/main.go": main };
    expect(names(go)).toEqual(["api: back/cmd/api", "mail: back/cmd/mail"]);
    const { "back/cmd/mail/main.go": _, ...single } = go;
    expect(names({ ...single, "back/cmd/migrate/main.go": main })).toEqual(["back: back"]);
  });
});

test("a database that the Compose file has a service wait for is set up, whatever its code reads", () => {
  const files = {
    "api/package.json": JSON.stringify({ scripts: { start: "node a.js" }, dependencies: { mongoose: "8", pg: "8" } }),
    "api/a.js": 'mongoose.connect("mongodb://mongo:27017/shop");\napp.listen(3001);\n',
    "api/Dockerfile": 'FROM node:24\nCOPY . .\nEXPOSE 3001\nCMD ["node", "a.js"]\n',
    "compose.yaml": JSON.stringify({
      services: { api: { build: "./api", depends_on: ["mongo"] }, mongo: { image: "mongo" } },
    }),
  };
  const [member] = findMembers(tree(files)).members;
  expect(member?.facts.services.map(({ kind, optional }) => [kind.name, optional === undefined])).toEqual([
    ["postgres", false],
    ["mongodb", true],
  ]);
  expect(member?.facts.warnings.map(({ text }) => text)).toContainEqual(
    "a.js:1 looks for mongodb at mongo, and no variable was found that says another address",
  );
});
