import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { errorOf } from "../../../testing/chatops/built-chatops.ts";
import { user } from "../../../testing/chatops/user.ts";
import { docker, removeAfterwards } from "../../../testing/docker/docker.ts";
import { type Files, read } from "../../../testing/fixtures/folder.ts";
import { plainServer, quickServer } from "../../../testing/fixtures/sample-projects.ts";
import { git, repository } from "../../../testing/git/repository.ts";
import { sandbox } from "../../../testing/sandbox/sandbox.ts";

/** A program that has not been imported yet, whose name nobody else has. */
function program(server: string) {
  const name = `proved-${randomBytes(3).toString("hex")}`;
  const { Dockerfile: _, ...files }: Files = quickServer;
  const lock = { name, lockfileVersion: 3, requires: true, packages: { "": { name } } };
  const directory = repository({ ...files, "server.js": server, "package-lock.json": lock }, { name });
  removeAfterwards(name);
  const { chatops } = user(sandbox().env);
  const prove = (...more: string[]) => chatops(directory, "import", "--name", name, "--prove", "--json", ...more);
  const left = () => docker("ps", "--all", "--quiet", "--filter", `name=${name}`);
  return { name, directory, prove, left };
}

test("what runs is measured, its chart sized by that and saved, and nothing of it stays", async () => {
  const { name, directory, prove, left } = program(
    `const held = Buffer.alloc(300 * 2 ** 20, 1);\n${plainServer}setInterval(() => held[0], 1000);\n`,
  );
  const { exitCode, result, stdout } = await prove("--commit");
  expect(exitCode, stdout).toBe(0);
  expect(stdout).not.toContain("Git does not track");
  const [{ memory, start }] = result.proof.services;
  expect(result.proof).toEqual({ outcome: "healthy", services: [{ service: name, memory, start }] });
  expect(memory).toBeGreaterThan(300);
  const { resources } = parse(read(directory, "chart/values.yaml"));
  expect(Number.parseInt(resources.requests.memory, 10)).toBeGreaterThan(memory);
  expect(Number.parseInt(resources.limits.memory, 10)).toBeGreaterThan(2 * memory);
  expect(left()).toBe("");
  expect(git(directory, "status", "--porcelain")).toBe("");
  expect(git(directory, "show", "--format=", "--name-only", "HEAD").split("\n")).toEqual(
    expect.arrayContaining(["Dockerfile", "chart/values.yaml", "chart/Chart.yaml", "chatops.lock"]),
  );
});

test("what does not run is told with its reason; the files stay, unsaved, and nothing of it runs on", async () => {
  const { directory, prove, left } = program(`throw new Error("SHOP_TOKEN is not set");\n`);
  const head = git(directory, "rev-parse", "HEAD");
  const { exitCode, result, stdout } = await prove("--commit");
  expect(exitCode, stdout).not.toBe(0);
  expect(result.proof).toMatchObject({
    outcome: "failed",
    lines: expect.arrayContaining([expect.stringContaining("SHOP_TOKEN is not set")]),
  });
  expect(read(directory, "Dockerfile")).toContain("FROM");
  expect(git(directory, "rev-parse", "HEAD")).toBe(head);
  expect(left()).toBe("");
});

test.each([["--dry-run"], ["--diff"], ["--no-draft"]])("there is nothing to prove with %s", async (option) => {
  const { directory, prove } = program(plainServer);
  const ran = await prove(option);
  expect(ran.exitCode).toBe(2);
  expect(errorOf(ran)?.message).toBe("--prove runs what was written, and nothing is");
  expect(git(directory, "status", "--porcelain")).toBe("");
});
