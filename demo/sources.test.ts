import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { parseConfig } from "../cli/core/config/parse.ts";
import { edit, layOut, moderateStaging, nameTheChat, needModeration, writeEnvironments } from "./sources.ts";

function createFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "demo-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

test("the sources come without what chatops writes, and only tracked files go", () => {
  const folder = createFolder();
  for (const name of ["old.txt", "untracked.txt", "Dockerfile"]) writeFileSync(join(folder, name), "");
  layOut(folder, ["old.txt", "Dockerfile", "already-deleted.txt"]);
  const there = ["package.json", "src/main.ts", ".gitignore", "untracked.txt"];
  const absent = ["old.txt", "Dockerfile", ".dockerignore", "chart", "chatops.yaml", "compose.yaml", "node_modules"];
  expect(there.filter((name) => existsSync(join(folder, name)))).toEqual(there);
  expect(absent.filter((name) => existsSync(join(folder, name)))).toEqual([]);
});

test("both edits fit the chat server as it is", () => {
  const folder = createFolder();
  layOut(folder, []);
  edit(folder, nameTheChat);
  edit(folder, needModeration);
  expect(readFileSync(join(folder, "public/index.html"), "utf8")).toContain("<title>Dito Chat</title>");
  expect(() => edit(folder, { ...nameTheChat, before: "not there" })).toThrow("nothing to edit");
});

test("the environments take the place of those that an import wrote; the broken edit finds its variable in staging", () => {
  const folder = createFolder();
  const imported = "name: chat\nenvironments:\n  local:\n    compose: {}\n";
  writeFileSync(join(folder, "chatops.yaml"), imported);
  writeEnvironments(folder, { staging: "chat-staging", prod: "chatdito" });
  const { name, environments } = parseConfig(readFileSync(join(folder, "chatops.yaml"), "utf8"), "chatops.yaml");
  expect({ name, environments }).toMatchObject({
    name: "chat",
    environments: {
      staging: { kubernetes: { namespace: "chat-staging", values: ["environments/staging.yaml"] }, promote: "auto" },
      prod: { kubernetes: { namespace: "chatdito", values: ["environments/prod.yaml"] }, gate: { after: "staging" } },
    },
  });
  expect(Object.keys(environments)).toEqual(["staging", "prod"]);
  edit(folder, moderateStaging);
  expect(readFileSync(join(folder, "environments/staging.yaml"), "utf8")).toMatch(/^env: .*MODERATION_URL/m);
});

test("the broken edit says on its last line what it lacks", () => {
  const folder = createFolder();
  symlinkSync(join(import.meta.dirname, "..", "chat-server", "node_modules"), join(folder, "node_modules"));
  layOut(folder, []);
  edit(folder, needModeration);
  const start = () => execFileSync(process.execPath, ["src/main.ts"], { cwd: folder, encoding: "utf8", stdio: "pipe" });
  expect(start).toThrow(expect.objectContaining({ status: 2, stdout: expect.stringContaining("MODERATION_URL") }));
});
