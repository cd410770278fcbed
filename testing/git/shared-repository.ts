import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Files, folder, writeAll } from "../fixtures/folder.ts";
import { git, repository } from "./repository.ts";

export interface SharedRepository {
  directory: string;
  /** The bare repository behind `origin`. */
  remote: string;
  /** Another clone of it. */
  clone: (...options: string[]) => string;
  /** Commits these files and pushes the branch; returns the commit's hash. */
  commit: (message: string, files?: Files) => string;
}

/** A repository with a remote of its own, both with these files in the first commit. */
export function sharedRepository(files: Files = {}): SharedRepository {
  const remote = join(folder({}, "remotes"), "origin.git");
  const directory = repository(files, { name: "our project", remote });
  const clone = (...options: string[]) => {
    const place = folder({}, "clone");
    git(place, "clone", "--quiet", ...options, `file://${remote}`, ".");
    git(place, "config", "user.name", "Other");
    git(place, "config", "user.email", "other@example.com");
    return place;
  };
  const commit = (message: string, changed: Files = {}) => {
    writeAll(directory, changed);
    git(directory, "add", "--all");
    git(directory, "commit", "--quiet", "--allow-empty", "--message", message);
    git(directory, "push", "--quiet", "origin", "HEAD");
    return git(directory, "rev-parse", "HEAD");
  };
  return { directory, remote, clone, commit };
}

/** Makes a hook of a bare repository, in sh. */
export function writeHook(remote: string, name: string, script: string): void {
  const file = join(remote, "hooks", name);
  writeFileSync(file, `#!/bin/sh\n${script}\n`);
  chmodSync(file, 0o755);
}
