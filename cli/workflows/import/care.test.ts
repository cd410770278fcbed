import { mkdirSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { failureOf } from "../../../testing/chatops/failure.ts";
import { actionsOf, importIn } from "../../../testing/chatops/import.ts";
import { folder, listed, read, writeAll } from "../../../testing/fixtures/folder.ts";
import { express } from "../../../testing/fixtures/sample-projects.ts";
import { git, repository } from "../../../testing/git/repository.ts";
import { parseConfig } from "../../core/config/parse.ts";

describe("what a person wrote", () => {
  test("is kept, whatever it is, and not asked for again", async () => {
    const own = { Dockerfile: "FROM scratch\n", ".dockerignore": "secret\n", Jenkinsfile: "// mine\n" };
    const directory = repository({ ...express, ...own });
    for (const run of [1, 2]) {
      const answer = await importIn(directory);
      expect(answer.exitCode, `run ${run}`).toBe(0);
      for (const [path, content] of Object.entries(own)) {
        expect(actionsOf(answer)[path]).toBe("keep");
        expect(read(directory, path)).toBe(content);
      }
    }
  });

  test("is a conflict where chatops has something new as well; the rest is written", async () => {
    const directory = repository(express);
    await importIn(directory);
    writeAll(directory, { Dockerfile: "FROM scratch\n", ".nvmrc": "22\n", "index.js": "require('x').listen(4000)\n" });
    const answer = await importIn(directory);
    expect(answer.exitCode).toBe(3);
    expect(actionsOf(answer)).toMatchObject({ Dockerfile: "conflict", "compose.yaml": "update" });
    expect(answer.text).toContain("Left alone: Dockerfile");
    expect(read(directory, "Dockerfile")).toBe("FROM scratch\n");
  });

  test("is overwritten by --force alone, and only what Git holds", async () => {
    const directory = repository({ ...express, Dockerfile: "FROM scratch\n" });
    await importIn(directory, { force: ["./Dockerfile"] });
    expect(read(directory, "Dockerfile")).toContain("FROM node:24-slim");
    writeAll(directory, { Jenkinsfile: "// not committed\n" });
    const failure = await failureOf(importIn(directory, { force: ["Jenkinsfile"] }));
    expect(failure.reason).toBe("precondition");
    expect(failure.message).toContain("Jenkinsfile");
    expect(read(directory, "Jenkinsfile")).toBe("// not committed\n");
  });

  test("--force of a file that import does not generate is a mistake", async () => {
    const failure = await failureOf(importIn(repository(express), { force: ["Dokerfile"] }));
    expect(failure.reason).toBe("usage");
  });

  test("a chart of one's own is used, and nothing is added to it", async () => {
    const directory = repository({ ...express, "charts/shop/Chart.yaml": "name: shop\n" });
    await importIn(directory);
    expect(listed(directory).filter((path) => path.startsWith("chart"))).toEqual(["charts/shop/Chart.yaml"]);
    expect(parseConfig(read(directory, "chatops.yaml"), "chatops.yaml").chart.path).toBe("charts/shop");
  });

  // With which service of it the project is, if any.
  test.each([
    ["builds it", "services: { web: { build: . }, db: { image: postgres:17 } }", "docker-compose.yml"],
    ["has a service of its name", "services: { shop: { image: ghcr.io/team/shop:latest } }", "docker-compose.yml"],
    ["is empty", "services: {}", "compose.chatops.yaml"],
    ["starts what it needs", "services: { db: { image: mysql:8.4, ports: ['3306:3306'] } }", "compose.chatops.yaml"],
    ["runs an image of others", "services: { web: { image: ghcr.io/team/web } }", "compose.chatops.yaml"],
  ])(
    "a docker-compose.yml that %s is left alone, and decides whether another file starts it",
    async (_, text, file) => {
      const directory = repository({ ...express, "docker-compose.yml": `${text}\n` });
      for (const run of [1, 2]) {
        await importIn(directory, { name: "shop" });
        const { environments } = parseConfig(read(directory, "chatops.yaml"), "chatops.yaml");
        expect(environments.local?.compose?.file, `run ${run}`).toBe(file);
        expect(read(directory, "docker-compose.yml")).toBe(`${text}\n`);
        expect(listed(directory)).not.toContain("compose.yaml");
        expect(listed(directory).includes("compose.chatops.yaml")).toBe(file === "compose.chatops.yaml");
      }
    },
  );

  test("a Dockerfile may be a link to another file of the project", async () => {
    const directory = repository({
      ...express,
      "docker/Dockerfile.debian": "FROM node:24\nCOPY . .\nRUN npm ci\nEXPOSE 4000\nCMD node server.js\n",
    });
    symlinkSync("docker/Dockerfile.debian", join(directory, "Dockerfile"));
    const { exitCode } = await importIn(directory);
    expect(exitCode).toBe(0);
    expect(read(directory, "compose.yaml")).toContain("4000");
    expect(read(directory, "Dockerfile")).toContain("EXPOSE 4000");
  });

  test("nothing is written through a link out of the project", async () => {
    const directory = repository(express);
    const outside = join(dirname(directory), "outside");
    mkdirSync(outside);
    symlinkSync(outside, join(directory, "chart"));
    symlinkSync(join(outside, "Dockerfile"), join(directory, "Dockerfile"));
    const answer = await importIn(directory);
    expect(answer.exitCode).toBe(3);
    expect(actionsOf(answer)).toMatchObject({
      Dockerfile: "conflict",
      "chart/Chart.yaml": "conflict",
      Jenkinsfile: "create",
    });
    expect(listed(outside)).toEqual([]);
  });
});

describe("what is not done", () => {
  test("a dry run writes nothing and shows the same plan", async () => {
    const directory = repository(express);
    const before = listed(directory);
    const dry = await importIn(directory, { dryRun: true });
    expect(listed(directory)).toEqual(before);
    expect(dry.text).toEqual(["Would import shop: 27 to create."]);
    expect((await importIn(directory)).notes).toBe(dry.notes);
  });

  test("nothing is committed unless asked, and then only what was written", async () => {
    const directory = repository(express);
    writeAll(directory, { "work.txt": "in progress\n" });
    git(directory, "add", "work.txt");
    await importIn(directory, { commit: true });
    expect(git(directory, "status", "--porcelain")).toBe("A  work.txt");
    expect(git(directory, "log", "-1", "--format=%s")).toBe("Import with chatops");
  });

  test("--commit without Git fails before anything is written", async () => {
    const directory = folder(express);
    expect((await failureOf(importIn(directory, { commit: true }))).reason).toBe("precondition");
    expect(listed(directory)).toEqual(Object.keys(express).sort());
  });

  test.each([
    ["no project", { "README.md": "hi" }, {}, "precondition", "node: no package.json"],
    ["package.json with nothing to start", { "package.json": "{}" }, {}, "precondition", "scripts.start"],
    ["package.json that is no JSON", { "package.json": "{" }, {}, "precondition", "package.json"],
    ["a pack that is not known", express, { pack: "cobol" }, "usage", "Packs: "],
    ["a name that is no DNS label", express, { name: "My_Shop" }, "usage", "--name my-shop would do"],
    ["an image with a tag", express, { image: "shop:1.0" }, "usage", "image"],
    [
      "a chart repository with a password",
      express,
      { chartRepo: "https://me:pw@charts" },
      "usage",
      "CHARTMUSEUM_CREDS_USR",
    ],
    ["an environment named twice", express, { environments: ["qa", "qa"] }, "usage", '"qa" is named twice'],
    ["an environment of no valid name", express, { environments: ["QA"] }, "usage", "dev,qa,prod"],
    ["that of Compose", express, { environments: ["local", "prod"] }, "usage", '"local" is the one of Compose'],
    ["a folder that is not there", express, { place: "nowhere" }, "precondition", "nowhere"],
  ] as const)("%s is refused with the way out", async (_, files, options, reason, words) => {
    const directory = repository(files);
    const before = listed(directory);
    const failure = await failureOf(importIn(directory, options));
    expect(failure.reason).toBe(reason);
    expect([failure.message, ...failure.details, failure.hint].join("\n")).toContain(words);
    expect(listed(directory)).toEqual(before);
  });
});
