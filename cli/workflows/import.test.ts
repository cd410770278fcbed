import { existsSync, mkdirSync, rmSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { parseConfig } from "../core/config/parse.ts";
import type { Failure } from "../core/errors.ts";
import { folder, git, listed, read, repository, writeAll } from "../testing/folders.ts";
import { express, minimal, typescriptWithRedis } from "../testing/samples.ts";
import { runWork } from "../testing/sessions.ts";
import { type ImportOptions, importProject } from "./import.ts";

const importIn = (cwd: string, options: Partial<ImportOptions> & { dryRun?: boolean } = {}) =>
  runWork((session) => importProject(session, { place: ".", draft: true, ...options }), {
    cwd,
    dryRun: options.dryRun ?? false,
  });

const failureOf = (work: Promise<unknown>): Promise<Failure> =>
  work.then(
    () => expect.fail("it should have failed"),
    (error) => error,
  );

const actionsOf = ({ result }: { result: unknown }): Record<string, string> =>
  Object.fromEntries(
    (result as { files: { path: string; action: string }[] }).files.map((file) => [file.path, file.action]),
  );

const golden = (name: string) => `golden/import-${name}.txt`;

describe("what is written", () => {
  const samples = { express, "typescript-redis": typescriptWithRedis, minimal };

  for (const [name, files] of Object.entries(samples)) {
    test(`${name}: the plan and every file`, async () => {
      const directory = repository(files, { name: "corner shop" });
      const { notes, text } = await importIn(directory);
      const written = listed(directory).filter((path) => !(path in files));
      const texts = written.map((path) => `=== ${path}\n${read(directory, path)}`);
      await expect([notes, ...text, "", ...texts].join("\n")).toMatchFileSnapshot(golden(name));
    });
  }

  test("chatops.yaml is valid, also for the longest name", async () => {
    const directory = repository(express);
    await importIn(directory, {
      name: "a".repeat(53),
      image: "localhost:5000/team/shop",
      chartRepo: "https://charts.example.com",
    });
    const config = parseConfig(read(directory, "chatops.yaml"), "chatops.yaml");
    expect(config.environments).toHaveProperty("prod.gate", { after: "staging", confirm: true });
    expect(config.image).toBe("localhost:5000/team/shop");
    expect(read(directory, "chart/values.yaml")).toContain("repository: localhost:5000/team/shop\n");
  });

  test("the branch that is checked out is released, where no remote says more", async () => {
    const directory = repository(express, { branch: "master" });
    await importIn(directory);
    expect(parseConfig(read(directory, "chatops.yaml"), "chatops.yaml").release.branch).toBe("master");
    expect(read(directory, "Jenkinsfile")).toContain("when { branch 'master' }");
  });

  test("--no-draft writes chatops.yaml and nothing else", async () => {
    const directory = repository(express);
    await importIn(directory, { draft: false });
    expect(listed(directory)).toEqual(["chatops.yaml", ...Object.keys(express)].sort());
  });

  test("a folder without Git is imported, and told that a release needs Git", async () => {
    const directory = folder(express);
    const { text } = await importIn(directory);
    expect(text.join("\n")).toContain("git init");
    expect(existsSync(join(directory, "Dockerfile"))).toBe(true);
  });
});

describe("a second import", () => {
  test("has nothing to do", async () => {
    const directory = repository(typescriptWithRedis);
    await importIn(directory);
    git(directory, "add", "--all");
    git(directory, "commit", "--quiet", "--message", "Import");
    const { text, exitCode, events } = await importIn(directory);
    expect(text).toEqual(["Nothing to do for orders: 23 kept."]);
    expect(exitCode).toBeUndefined();
    expect(events.filter(({ type }) => type === "planned")).toEqual([]);
    expect(git(directory, "status", "--porcelain")).toBe("");
  });

  test("completes one that was interrupted", async () => {
    const directory = repository(express);
    await importIn(directory);
    for (const path of ["chatops.lock", "chart/values.yaml", "Jenkinsfile"]) rmSync(join(directory, path));
    const actions = actionsOf(await importIn(directory));
    expect(Object.entries(actions).filter(([, action]) => action !== "keep")).toEqual([
      ["chart/values.yaml", "create"],
      ["Jenkinsfile", "create"],
      ["chatops.lock", "create"],
    ]);
  });

  test("updates what nobody changed, after the project did", async () => {
    const directory = repository(express);
    await importIn(directory);
    writeAll(directory, { ".nvmrc": "22\n" });
    const actions = actionsOf(await importIn(directory));
    expect(actions.Dockerfile).toBe("update");
    expect(actions["compose.yaml"]).toBe("keep");
    expect(read(directory, "Dockerfile")).toContain("FROM node:22-slim");
  });

  test("removes what the project no longer needs, unless somebody changed it", async () => {
    const directory = repository(typescriptWithRedis);
    await importIn(directory);
    const mine = "chart/templates/redis-service.yaml";
    writeAll(directory, {
      [mine]: "# mine\n",
      "package.json": { name: "orders", scripts: { start: "node dist/main.js", build: "tsc" } },
    });
    const actions = actionsOf(await importIn(directory));
    expect(actions["chart/templates/redis-statefulset.yaml"]).toBe("remove");
    expect(existsSync(join(directory, "chart/templates/redis-statefulset.yaml"))).toBe(false);
    expect(read(directory, mine)).toBe("# mine\n");
  });

  test("takes name, image and chart from chatops.yaml, and leaves that to its people", async () => {
    const directory = repository(express);
    await importIn(directory);
    const edited = read(directory, "chatops.yaml").replace("namespace: shop-prod", "namespace: chatdito");
    writeAll(directory, { "chatops.yaml": edited });
    const { text } = await importIn(directory);
    expect(text[0]).toContain("Nothing to do");
    expect(read(directory, "chatops.yaml")).toBe(edited);
  });

  test("is refused where an option contradicts chatops.yaml", async () => {
    const directory = repository(express);
    await importIn(directory);
    const failure = await failureOf(importIn(directory, { name: "store" }));
    expect(failure.reason).toBe("usage");
    expect(failure.details).toEqual(["--name store, but name: shop"]);
  });
});

describe("what a person wrote", () => {
  test("is kept, whatever it is, and not asked for again", async () => {
    const own = { Dockerfile: "FROM scratch\n", ".dockerignore": "secret\n", Jenkinsfile: "// mine\n" };
    const directory = repository({ ...express, ...own });
    for (const run of [1, 2]) {
      const answer = await importIn(directory);
      expect(answer.exitCode, `run ${run}`).toBeUndefined();
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

  test("a docker-compose.yml takes the place of compose.yaml", async () => {
    const directory = repository({ ...express, "docker-compose.yml": "services: {}\n" });
    await importIn(directory);
    expect(existsSync(join(directory, "compose.yaml"))).toBe(false);
    expect(read(directory, "chatops.yaml")).toContain("docker-compose.yml");
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
    expect(dry.text).toEqual(["Would import shop: 20 to create."]);
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
    ["a pack that is not known", express, { pack: "cobol" }, "usage", "Packs: node"],
    ["a name that is no DNS label", express, { name: "My_Shop" }, "usage", "--name my-shop would do"],
    ["an image with a tag", express, { image: "shop:1.0" }, "usage", "image"],
    [
      "a chart repository with a password",
      express,
      { chartRepo: "https://me:pw@charts" },
      "usage",
      "CHARTMUSEUM_CREDS_USR",
    ],
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

describe("a Git URL", () => {
  const origin = () => `file://${repository(express, { name: "shop" })}`;

  test("is cloned into a folder of its name, and used again", async () => {
    const cwd = folder();
    const place = origin();
    await importIn(cwd, { place });
    expect(existsSync(join(cwd, "shop/Dockerfile"))).toBe(true);
    const { text } = await importIn(cwd, { place });
    expect(text[0]).toContain("Nothing to do");
  });

  test("a dry run leaves no clone behind", async () => {
    const cwd = folder();
    const { text } = await importIn(cwd, { place: origin(), dryRun: true });
    expect(text[0]).toContain("Would import shop");
    expect(listed(cwd)).toEqual([]);
  });

  test("a folder with other content is left alone", async () => {
    const cwd = folder({ "shop/notes.txt": "mine" });
    expect((await failureOf(importIn(cwd, { place: origin() }))).message).toContain("shop is there already");
  });
});

test("the chat server of this repository is imported", async () => {
  const cwd = new URL("../../chat-server", import.meta.url).pathname;
  const { text } = await importIn(cwd, { dryRun: true });
  expect(text[0]).toContain("Nothing to do for chat-server");
});
