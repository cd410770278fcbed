import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, test, vi } from "vitest";
import { failureOf } from "../../../testing/chatops/failure.ts";
import { actionsOf, importIn } from "../../../testing/chatops/import.ts";
import { folder, listed, read, writeAll } from "../../../testing/fixtures/folder.ts";
import { express, minimal, typescriptWithRedis } from "../../../testing/fixtures/sample-projects.ts";
import { git, repository } from "../../../testing/git/repository.ts";
import { parseConfig } from "../../core/config/parse.ts";

const golden = (name: string) => `golden/import-${name}.txt`;

afterEach(() => void vi.unstubAllEnvs());

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
    expect(config.environments.prod?.gate).toMatchObject({ after: "staging", confirm: true });
    expect(config.image?.push).toBe("localhost:5000/team/shop");
    expect(read(directory, "chart/values.yaml")).toContain("repository: localhost:5000/team/shop\n");
  });

  test.each([
    ["ghcr.io/team/shop", "oci://ghcr.io/team/charts"],
    ["localhost:5000/shop", "oci://localhost:5000/charts"],
  ])("charts go to the registry of the image %s, and the pipeline needs no more credentials", async (image, charts) => {
    const directory = repository(express);
    await importIn(directory, { image });
    const config = parseConfig(read(directory, "chatops.yaml"), "chatops.yaml");
    expect(config.chart.repository).toEqual({ kind: "oci", url: charts });
    expect(read(directory, "Jenkinsfile")).not.toContain("jenkins-x-chartmuseum");
  });

  test("each environment of the cluster takes what is healthy in the one before", async () => {
    const directory = repository(express);
    await importIn(directory, { environments: ["dev", "qa", "prod"] });
    const { name, environments } = parseConfig(read(directory, "chatops.yaml"), "chatops.yaml");
    expect(Object.keys(environments)).toEqual(["local", "dev", "qa", "prod"]);
    expect(environments.dev).toMatchObject({ promote: "auto", kubernetes: { namespace: `${name}-dev` } });
    expect(environments.qa?.gate).toMatchObject({ after: "dev" });
    expect(environments.qa?.gate?.confirm).toBeFalsy();
    expect(environments.prod?.gate).toMatchObject({ after: "qa", confirm: true });
    expect((await importIn(directory, { environments: ["dev", "qa", "prod"] })).exitCode).toBe(0);
    const failure = await failureOf(importIn(directory, { environments: ["dev", "prod"] }));
    expect(failure.details).toContain("--environments dev,prod, but environments: dev,qa,prod");
  });

  test("charts of an image on Docker Hub stay on this machine", async () => {
    const directory = repository(express);
    await importIn(directory, { image: "team/shop" });
    expect(parseConfig(read(directory, "chatops.yaml"), "chatops.yaml").chart.repository).toBeUndefined();
  });

  test("the branch that is checked out is released, where no remote says more", async () => {
    const directory = repository(express, { branch: "master" });
    await importIn(directory);
    expect(parseConfig(read(directory, "chatops.yaml"), "chatops.yaml").release.branch).toBe("master");
    expect(read(directory, "Jenkinsfile")).toContain("when { branch 'master' }");
  });

  test("--explain shows how sure each finding is, and changes nothing else", async () => {
    const { notes } = await importIn(repository(express, { name: "shop" }), { explain: true, dryRun: true });
    expect(notes.split("\n").slice(0, 5)).toEqual([
      "  certain   name shop: package.json:2",
      "  assumed   node 24: assumed",
      "  certain   npm: package-lock.json",
      "  certain   start node index.js: package.json:6",
      "  likely    port 3000: index.js:7",
    ]);
  });

  test("--no-draft writes chatops.yaml and nothing else", async () => {
    const directory = repository(express);
    await importIn(directory, { draft: false });
    expect(listed(directory)).toEqual(["chatops.yaml", ...Object.keys(express)].sort());
  });

  test("a machine without Git imports too, and is told what is taken for granted", async () => {
    const directory = repository(express, { branch: "master" });
    vi.stubEnv("PATH", "/nowhere");
    const { notes } = await importIn(directory);
    expect(notes).toContain("git is not installed");
    expect(parseConfig(read(directory, "chatops.yaml"), "chatops.yaml").release.branch).toBe("main");
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
    expect(text).toEqual(["Nothing to do for orders: 30 kept."]);
    expect(exitCode).toBe(0);
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
  const cwd = new URL("../../../chat-server", import.meta.url).pathname;
  const { text } = await importIn(cwd, { dryRun: true });
  expect(text[0]).toContain("Nothing to do for chat-server");
});
