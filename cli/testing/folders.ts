import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";

/** Files by path; a value that is no text is written as JSON. */
export type Files = Readonly<Record<string, string | object>>;

/** A temporary folder with these files, gone when the test is over. */
export function folder(files: Files = {}, name = "project"): string {
  const parent = mkdtempSync(join(tmpdir(), "chatops-test-"));
  onTestFinished(() => rmSync(parent, { recursive: true, force: true }));
  const directory = join(parent, name);
  mkdirSync(directory);
  writeAll(directory, files);
  return directory;
}

export function writeAll(directory: string, files: Files): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(
      join(directory, path),
      typeof content === "string" ? content : `${JSON.stringify(content, null, 2)}\n`,
    );
  }
}

const author = ["-c", "user.name=Test", "-c", "user.email=test@example.com", "-c", "commit.gpgsign=false"];

export const git = (directory: string, ...args: string[]): string =>
  execFileSync("git", [...author, ...args], {
    cwd: directory,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
  }).trim();

/** A Git repository with these files in its first commit. */
export function repository(files: Files = {}, { branch = "main", name = "project" } = {}): string {
  const directory = folder(files, name);
  git(directory, "init", "--quiet", "--initial-branch", branch);
  git(directory, "config", "user.name", "Test");
  git(directory, "config", "user.email", "test@example.com");
  git(directory, "add", "--all");
  git(directory, "commit", "--quiet", "--allow-empty", "--message", "Start");
  return directory;
}

export const read = (directory: string, path: string): string => readFileSync(join(directory, path), "utf8");

/** Every file below a folder, sorted, without Git's own. */
export const listed = (directory: string): string[] =>
  readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name).slice(directory.length + 1))
    .filter((path) => !path.startsWith(".git/"))
    .sort();
