import { execFileSync } from "node:child_process";
import { type Files, folder } from "../fixtures/folder.ts";

const author = ["-c", "user.name=Test", "-c", "user.email=test@example.com", "-c", "commit.gpgsign=false"];

export const git = (directory: string, ...args: string[]): string =>
  execFileSync("git", [...author, ...args], {
    cwd: directory,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
  }).trim();

interface InitOptions {
  branch?: string;
  /** Where a bare repository is made, which becomes `origin`. */
  remote?: string | undefined;
}

/** Makes a folder a Git repository with no commit yet. */
export function initRepository(directory: string, { branch = "main", remote }: InitOptions = {}): void {
  git(directory, "init", "--quiet", "--initial-branch", branch);
  if (!remote) return;
  git(directory, "init", "--quiet", "--bare", "--initial-branch", branch, remote);
  git(directory, "remote", "add", "origin", remote);
}

/** A Git repository with these files in its first commit, pushed if there is a remote. */
export function repository(
  files: Files = {},
  { name = "project", branch = "main", remote }: InitOptions & { name?: string } = {},
): string {
  const directory = folder(files, name);
  initRepository(directory, { branch, remote });
  git(directory, "config", "user.name", "Test");
  git(directory, "config", "user.email", "test@example.com");
  git(directory, "add", "--all");
  git(directory, "commit", "--quiet", "--allow-empty", "--message", "Start");
  if (remote) git(directory, "push", "--quiet", "origin", branch);
  return directory;
}
