import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { edit, layOut, nameTheChat, needModeration } from "./sources.ts";

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

test("the broken edit says on its last line what it lacks", () => {
  const folder = createFolder();
  symlinkSync(join(import.meta.dirname, "..", "..", "chat-server", "node_modules"), join(folder, "node_modules"));
  layOut(folder, []);
  edit(folder, needModeration);
  const start = () => execFileSync(process.execPath, ["src/main.ts"], { cwd: folder, encoding: "utf8", stdio: "pipe" });
  expect(start).toThrow(expect.objectContaining({ status: 2, stdout: expect.stringContaining("MODERATION_URL") }));
});
