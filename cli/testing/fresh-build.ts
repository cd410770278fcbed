import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The end-to-end tests run bin/chatops.js, which starts dist: it is built from the sources as they are now. */
export function setup(): void {
  const root = fileURLToPath(new URL("../..", import.meta.url));
  execFileSync(join(root, "node_modules/.bin/tsc"), ["--project", "tsconfig.build.json"], {
    cwd: root,
    stdio: "inherit",
  });
}
