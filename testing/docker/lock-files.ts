import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { run } from "../../lib/processes.ts";
import { sandbox } from "../sandbox/sandbox.ts";

/** How a lock file is written, in a container, as the machine may lack the tool. */
const lockers: Readonly<Record<string, { image: string; command: string }>> = {
  "package-lock.json": { image: "node:24-slim", command: "npm install --package-lock-only --no-audit --no-fund" },
  "uv.lock": { image: "python:3.11-slim", command: "pip install --quiet uv && uv lock" },
};

/** What an example has instead of a lock file of thousands of lines, which only says that there is one. */
const placeholders = ["", "{}", "version = 1"];

/** Writes the lock files of which a project has but a placeholder. */
export async function lockDependencies(directory: string): Promise<void> {
  for (const [file, { image, command }] of Object.entries(lockers)) {
    const path = join(directory, file);
    if (!existsSync(path) || !placeholders.includes(readFileSync(path, "utf8").trim())) continue;
    await sandbox().provideBases([image]);
    const place = ["--volume", `${directory}:/project`, "--workdir", "/project"];
    await run("docker", ["run", "--rm", ...place, image, "sh", "-c", `rm ${file} && ${command}`]);
  }
}
