import { execFileSync } from "node:child_process";
import { chmodSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { failureOf } from "../../../testing/chatops/failure.ts";
import { actionsOf, importIn, undoIn } from "../../../testing/chatops/import.ts";
import { folder, listed, read, writeAll } from "../../../testing/fixtures/folder.ts";
import { goOfJenkinsX, nodeOfJenkinsX, type Year } from "../../../testing/fixtures/jenkins-x.ts";
import { express } from "../../../testing/fixtures/sample-projects.ts";
import { git, repository } from "../../../testing/git/repository.ts";
import { parseConfig } from "../../core/config/parse.ts";

const years: readonly Year[] = [2018, 2019, 2020];
const programs = { node: nodeOfJenkinsX, go: goOfJenkinsX };
const cases = Object.entries(programs).flatMap(([language, make]) =>
  years.map((year) => [language, year, make] as const),
);

const chartOf = (directory: string) => parseConfig(read(directory, "chatops.yaml"), "chatops.yaml").chart.path;

describe("what Jenkins X left", () => {
  test.each(cases)("of %s in %i is found and used: one chart, the one that is there", async (_, year, make) => {
    const files = make("shop", year);
    const directory = repository(files, { name: "shop" });
    const { notes, exitCode } = await importIn(directory);
    expect(exitCode).toBe(0);
    expect(notes).toMatch(/Jenkins X: (Jenkinsfile:\d+|jenkins-x\.yml), charts\/preview/);
    expect(notes).toContain("what Jenkins X wrote is kept: Dockerfile needs ");
    expect(notes).toContain("charts/shop is for an older Kubernetes or Helm: Chart.yaml");
    expect(notes).toMatch(/nothing uses .*charts\/preview, charts\/shop\/Makefile any more/);
    expect(chartOf(directory)).toBe("charts/shop");
    for (const [path, content] of Object.entries(files)) {
      if (typeof content === "string") expect(read(directory, path), path).toBe(content);
    }
    expect(listed(directory).filter((path) => /Chart\.yaml$/.test(path))).toEqual([
      "charts/preview/Chart.yaml",
      "charts/shop/Chart.yaml",
    ]);
  });

  test("is not used twice: a chart for previews, and charts inside of charts, are no choice", async () => {
    const subchart = { "charts/shop/charts/cache/Chart.yaml": "name: cache\n" };
    const directory = repository({ ...nodeOfJenkinsX("shop", 2018), ...subchart }, { name: "other" });
    writeAll(directory, { "package.json": read(directory, "package.json").replace('"shop"', '"store"') });
    await importIn(directory);
    expect(chartOf(directory)).toBe("charts/shop");
  });

  test("gives its name where a generator left a placeholder", async () => {
    const directory = repository(nodeOfJenkinsX("shop", 2018), { name: "shop" });
    writeAll(directory, { "package.json": read(directory, "package.json").replace('"shop"', '"REPLACE_ME"') });
    expect((await importIn(directory)).result.name).toBe("shop");
  });

  test("is told where program and chart speak of different ports", async () => {
    const directory = repository(nodeOfJenkinsX("shop", 2018), { name: "shop" });
    writeAll(directory, {
      "server.js": 'require("node:http").createServer().listen(9000);\n',
      Dockerfile: "FROM node:24\n",
    });
    const { notes } = await importIn(directory, { force: [] });
    expect(notes).toMatch(/listens on 9000 \(server\.js:1\).*expects it on 8080 \(charts\/shop\/values\.yaml:\d+\)/);
  });
});

describe("several charts", () => {
  const charts = { "charts/api/Chart.yaml": "name: api\n", "charts/web/Chart.yaml": "name: web\n" };

  test("are not counted with what charts are made from", async () => {
    const template = { "templates/chart/Chart.yaml": "name: __NAME__\n" };
    const { notes } = await importIn(repository({ ...express, ...template }), { dryRun: true });
    expect(notes).toMatch(/create\s+chart\//);
  });

  test("are named, and --chart chooses", async () => {
    const { notes } = await importIn(repository({ ...express, ...charts }), { dryRun: true });
    expect(notes).toContain("there are several charts (charts/api, charts/web)");
    const directory = repository({ ...express, ...charts });
    await importIn(directory, { chart: "./charts/web/" });
    expect(chartOf(directory)).toBe("charts/web");
    expect(listed(directory).filter((path) => path.startsWith("chart/"))).toEqual([]);
  });

  test("one that is not there is refused with those that are", async () => {
    const failure = await failureOf(importIn(repository({ ...express, ...charts }), { chart: "charts/ap" }));
    expect(failure).toMatchObject({ reason: "usage", hint: "Charts here: charts/api, charts/web." });
  });
});

describe("a migration", () => {
  test.each(cases)(
    "of %s of %i writes what a cluster of today takes, and keeps the values",
    async (language, year, make) => {
      const files = make("shop", year);
      const directory = repository(files, { name: "shop" });
      const before = listed(directory);
      const answer = await importIn(directory, { migrate: true });
      expect(answer.exitCode).toBe(0);
      expect(before.filter((path) => !listed(directory).includes(path))).toEqual([]);
      expect(read(directory, "charts/shop/values.yaml")).toBe(files["charts/shop/values.yaml"]);
      expect(parse(read(directory, "charts/shop/Chart.yaml"))).toMatchObject({ apiVersion: "v2", name: "shop" });
      expect(read(directory, "charts/shop/templates/deployment.yaml")).toMatch(/^apiVersion: apps\/v1$/m);
      expect(read(directory, "Jenkinsfile")).toContain("chatops promote --all-auto");
      expect(read(directory, "skaffold.yaml")).toMatch(/^apiVersion: skaffold\/v4beta\d+$/m);
      // The program gets the port that the chart asks for.
      expect(read(directory, "Dockerfile")).toMatch(/PORT="?8080/);
      expect(read(directory, "Dockerfile")).toContain(language === "go" ? "go build" : "npm ci");
      expect(answer.notes).toContain("-apiVersion: v1\n+apiVersion: v2");
      const again = await importIn(directory, { migrate: true });
      expect(Object.entries(actionsOf(again)).filter(([, action]) => action !== "keep")).toEqual([]);
    },
  );

  test("is asked about where nobody said yes, and then nothing is written", async () => {
    const directory = repository(goOfJenkinsX("shop", 2018), { name: "shop" });
    const before = listed(directory);
    const failure = await failureOf(importIn(directory, { migrate: true, yes: false }));
    expect(failure).toMatchObject({ reason: "precondition", hint: expect.stringContaining("--yes") });
    const answers: string[] = [];
    const ask = async (question: string) => {
      answers.push(question);
      return "no";
    };
    const prompt = { ask, close: () => {} };
    await failureOf(importIn(directory, { migrate: true, yes: false, openPrompt: () => prompt }));
    expect(answers).toEqual(["Write this? [y/N] "]);
    expect(listed(directory)).toEqual(before);
    expect(git(directory, "status", "--porcelain")).toBe("");
  });

  test("changes nothing that Git does not hold", async () => {
    const directory = repository(goOfJenkinsX("shop", 2018), { name: "shop" });
    writeAll(directory, { "charts/shop/templates/service.yaml": "# mine\n", "charts/shop/Chart.yaml": "name: shop\n" });
    const failure = await failureOf(importIn(directory, { migrate: true }));
    expect(failure.message).toBe("what Git does not hold would be lost: charts/shop/Chart.yaml");
  });

  test("is done whole or not at all", async () => {
    const own = { "charts/shop/templates/policy.yaml": "apiVersion: policy/v1beta1\nkind: PodSecurityPolicy\n" };
    const directory = repository({ ...goOfJenkinsX("shop", 2018), ...own }, { name: "shop" });
    const failure = await failureOf(importIn(directory, { migrate: true }));
    expect(failure.details.join()).toContain("charts/shop/templates/policy.yaml:1 PodSecurityPolicy of policy/v1beta1");
    expect(git(directory, "status", "--porcelain")).toBe("");
  });
});

describe("--diff", () => {
  test("shows what an import writes, as Git takes it, and writes nothing", async () => {
    const files = { ...nodeOfJenkinsX("shop", 2020), "charts/shop/requirements.yaml": "dependencies: []\n" };
    const directory = repository(files, { name: "shop" });
    const { text, result } = await importIn(directory, { migrate: true, diff: true });
    expect(result.dryRun).toBe(true);
    expect(git(directory, "status", "--porcelain")).toBe("");
    const copy = repository(files, { name: "shop" });
    execFileSync("git", ["apply", "--whitespace=nowarn"], { cwd: copy, input: `${text.join("\n")}\n` });
    await importIn(directory, { migrate: true });
    expect(listed(copy)).toEqual(listed(directory));
    for (const path of listed(copy)) expect(read(copy, path), path).toBe(read(directory, path));
    expect((await importIn(directory, { diff: true })).text[0]).toContain("Nothing to do");
  });
});

describe("--undo", () => {
  test.each(cases)("takes a migration of %s of %i back to the last byte", async (_, year, make) => {
    const directory = repository(make("shop", year), { name: "shop" });
    chmodSync(join(directory, "skaffold.yaml"), 0o755);
    git(directory, "commit", "--all", "--quiet", "--message", "Mode");
    const before = listed(directory);
    await importIn(directory, { migrate: true });
    await importIn(directory, { migrate: true });
    const { text, exitCode } = await undoIn(directory);
    expect(exitCode).toBe(0);
    expect(text[0]).toMatch(/^Took back \d+ files\.$/);
    expect(listed(directory)).toEqual(before);
    expect(git(directory, "status", "--porcelain")).toBe("");
    expect(statSync(join(directory, "skaffold.yaml")).mode & 0o777).toBe(0o755);
  });

  test("keeps and names what a person changed, and knows of nothing afterwards", async () => {
    const directory = repository(express);
    await importIn(directory);
    writeAll(directory, { Dockerfile: "FROM scratch\n", "chatops.yaml": `${read(directory, "chatops.yaml")}# mine\n` });
    const { text } = await undoIn(directory);
    expect(text.slice(1)).toEqual([
      "Kept: Dockerfile (changed by you since)",
      "Kept: chatops.yaml (changed by you since)",
    ]);
    expect(listed(directory)).toEqual([...Object.keys(express), "Dockerfile", "chatops.yaml"].sort());
    expect((await failureOf(undoIn(directory))).message).toContain("no chatops.lock");
  });

  test("is what was there before the first of several imports", async () => {
    const directory = repository({ ...express, Dockerfile: "FROM scratch\n" });
    await importIn(directory, { force: ["Dockerfile"] });
    git(directory, "add", "--all");
    git(directory, "commit", "--quiet", "--message", "Import");
    writeAll(directory, { ".nvmrc": "22\n" });
    await importIn(directory);
    expect(read(directory, "Dockerfile")).toContain("node:22");
    await undoIn(directory);
    expect(read(directory, "Dockerfile")).toBe("FROM scratch\n");
  });

  test("of a dry run changes nothing", async () => {
    const directory = repository(express);
    await importIn(directory);
    const before = listed(directory);
    expect((await undoIn(directory, { dryRun: true })).text[0]).toContain("Would take back");
    expect(listed(directory)).toEqual(before);
  });

  test("needs what an import left", async () => {
    expect((await failureOf(undoIn(folder(express)))).reason).toBe("precondition");
  });
});
