import { describe, expect, test } from "vitest";
import type { Files } from "../../../testing/fixtures/folder.ts";
import { tree } from "../../../testing/fixtures/project-tree.ts";
import { detectProject } from "../packs/choose.ts";
import { ofProgram } from "./subject.ts";
import { besideUnusable, unusableIn, withoutUnusable } from "./unusable.ts";

const java: Files = {
  "pom.xml": "<project><artifactId>shop</artifactId></project>",
  "src/main/java/A.java": "class A { public static void main(String[] args) {} }\n",
};
const copying = (path: string) => `FROM eclipse-temurin:21\nCOPY ${path} app.jar\nCMD ["java", "-jar", "app.jar"]\n`;
const pathsOf = (files: Files) => [...unusableIn(tree(files)).keys()];

test("a Dockerfile that takes what was built before gives way to one beside it", () => {
  const project = tree({ ...java, Dockerfile: copying("target/*.jar") });
  const unusable = unusableIn(project);
  const { build, warnings, facts } = besideUnusable(
    ofProgram(detectProject(withoutUnusable(project, unusable))),
    unusable,
  );
  expect(facts.pack).toBe("java");
  expect(build).toEqual({ context: ".", dockerfile: "Dockerfile.chatops" });
  expect(warnings[0]?.text).toContain("Dockerfile takes target/*.jar (Dockerfile:2)");
});

test.each<[files: Files]>([
  [{ ...java, Dockerfile: copying("$name/target/") }],
  [
    {
      ...java,
      Dockerfile: `FROM alpine AS certificates\nRUN apk add ca-certificates\n${copying("dist/a.jar")}`,
      ".gitignore": "/dist\n",
    },
  ],
])("nor does one that names it by an argument, or that Git ignores: %#", (files) => {
  expect(pathsOf(files)).toEqual(["Dockerfile"]);
});

const go: Files = { "go.mod": "module example.com/shop\n", "main.go": "package main\nfunc main() {}\n" };

test.each([
  'FROM scratch\nCOPY shop /shop\nENTRYPOINT ["/shop"]\n',
  'FROM alpine\nCOPY $TARGETPLATFORM/shop /usr/bin/\nENTRYPOINT ["/run.sh"]\n',
  'FROM alpine AS tools\nRUN apk add tini\nFROM busybox\nCOPY shop /bin/shop\nCOPY --from=tools /sbin/tini /bin/tini\nCMD ["tini", "/init.sh"]\n',
])("nor does one that takes a program that nobody committed: %#", (Dockerfile) => {
  expect(pathsOf({ ...go, Dockerfile })).toEqual(["Dockerfile"]);
  expect(pathsOf({ ...go, Dockerfile, shop: "x" })).toEqual([]);
});

test.each<[files: Files]>([
  [
    {
      ...go,
      Dockerfile: 'FROM golang AS build\nCOPY . .\nFROM scratch\nCOPY --from=build /shop /shop\nCMD ["/shop"]\n',
    },
  ],
  [{ ...go, Dockerfile: 'FROM scratch\nCOPY certificates /etc/ssl/\nCMD ["/shop"]\n' }],
  [{ ...java, Dockerfile: copying("src") }],
  [{ ...java, Dockerfile: `FROM maven AS build\nCOPY . .\n${copying("target/a.jar")}` }],
  [{ ...java, Dockerfile: copying("target/a.jar"), "target/a.jar": "x" }],
  [{ ...java, Dockerfile: copying("docs/a.js") }],
  [{ Dockerfile: copying("target/a.jar"), "README.md": "x" }],
  // What Jenkins X left is for `--migrate`.
  [{ ...java, Dockerfile: copying("target/a.jar"), "jenkins-x.yml": "x\n" }],
])("one that builds, or that nothing else can be built of, stays", (files) => {
  expect(pathsOf(files)).toEqual([]);
});

test("one that takes apart what was built before gives way, too", () => {
  const apart =
    `FROM eclipse-temurin:21 AS b\nCOPY shop-$` +
    "{N}.jar app.jar\nRUN java -jar app.jar extract\nFROM eclipse-temurin:21\nCOPY --from=b /a .\n";
  expect(pathsOf({ ...java, Dockerfile: apart })).toEqual(["Dockerfile"]);
  expect(pathsOf({ ...java, Dockerfile: apart.replace("RUN ", "RUN ./mvnw package && ") })).toEqual([]);
});

test("one in a folder is told by its path", () => {
  const files = Object.fromEntries(Object.entries(java).map(([path, text]) => [`orders/${path}`, text]));
  expect(pathsOf({ ...files, "orders/Dockerfile": copying("target/a.jar") })).toEqual(["orders/Dockerfile"]);
});

describe("a Dockerfile over whose image the project is laid", () => {
  const php = { "composer.json": "{}", "public/index.php": "<?php\n", "app/A.php": "<?php\n" };
  const compose = "services:\n  app:\n    build: .\n    volumes: ['./:/var/www']\n";

  test("is for developing, if it copies no sources", () => {
    const files = {
      ...php,
      Dockerfile: "FROM php:8.1-fpm\nCOPY php.ini /etc/\n",
      "php.ini": "",
      "compose.yaml": compose,
    };
    expect([...unusableIn(tree(files)).values()]).toEqual([
      "copies no sources, which compose.yaml mounts over its image while developing",
    ]);
  });

  test.each<[more: Files]>([
    [{ Dockerfile: "FROM php:8.1-fpm\nCOPY . .\n", "compose.yaml": compose }],
    [{ Dockerfile: "FROM php:8.1-fpm\nCOPY app ./\n", "compose.yaml": compose }],
    [{ Dockerfile: "FROM php:8.1-fpm\n", "compose.yaml": "services:\n  app:\n    build: .\n" }],
    [{ Dockerfile: "FROM php:8.1-fpm\n" }],
  ])("is used otherwise: %j", (more) => expect(pathsOf({ ...php, ...more })).toEqual([]));
});
