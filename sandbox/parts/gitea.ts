import { cpSync, existsSync } from "node:fs";
import { join } from "node:path";
import { run } from "../../lib/processes.ts";
import { makeOnce } from "../files.ts";
import { buildProgram, fetchModule, type GoProgram } from "../go.ts";
import type { Paths } from "../paths.ts";
import type { SetupStep } from "../setup-step.ts";
import { versions } from "../versions.ts";

const module = `code.gitea.io/gitea@v${versions.gitea}`;
const source: GoProgram = {
  module,
  package: ".",
  version: ["main.Version", versions.gitea],
  // Its SQLite is written in C.
  compiler: { tags: ["sqlite", "sqlite_unlock_notify"], usesC: true },
};

/** What it reads while it runs; its module has the pages without their scripts and styles, which its API needs none of. */
const read = ["templates", "options", "public"] as const;

/** A folder with the program `gitea`, and with what that reads: its STATIC_ROOT_PATH. */
export const giteaFolder = (paths: Paths): string => join(paths.cache, "programs", `gitea-${versions.gitea}`);

const partsOf = (folder: string) => ({ program: join(folder, "gitea"), files: read.map((name) => join(folder, name)) });

export function giteaSteps(paths: Paths): SetupStep[] {
  const { program, files } = partsOf(giteaFolder(paths));
  if ([program, ...files].every((file) => existsSync(file))) return [];
  return [{ title: `build Gitea ${versions.gitea}`, seconds: 480, programs: ["gcc"] }];
}

export async function prepareGitea(paths: Paths): Promise<void> {
  const folder = giteaFolder(paths);
  if (giteaSteps(paths).length === 0) return;
  const directory = await fetchModule(paths, module);
  for (const name of read)
    await makeOnce(join(folder, name), async (draft) => {
      cpSync(join(directory, name), draft, { recursive: true });
      // Modules are read-only, folders too, and what is so cannot be deleted.
      await run("chmod", ["-R", "u+w", draft]);
    });
  await buildProgram(paths, source, partsOf(folder).program);
}
