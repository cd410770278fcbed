import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));

/**
 * Builds chatops from the sources as they are now, for the end-to-end tests to start. In a folder of its own, so that
 * neither an old `dist` is tested nor one that somebody builds anew meanwhile. `npm run check` checks the types.
 * Every project that needs it has this setup, and all of them test the build of the first.
 */
export function setup(): (() => void) | undefined {
  if (process.env.CHATOPS_UNDER_TEST) return undefined;
  const built = mkdtempSync(join(tmpdir(), "chatops-built-"));
  for (const path of ["bin", "page", "templates", "package.json"])
    cpSync(join(root, path), join(built, path), { recursive: true });
  symlinkSync(join(root, "node_modules"), join(built, "node_modules"));
  const bundler = join(root, "node_modules/.bin/rolldown");
  execFileSync(bundler, ["--config", "--dir", join(built, "dist/cli")], { cwd: root, stdio: "ignore" });
  process.env.CHATOPS_UNDER_TEST = built;
  return () => rmSync(built, { recursive: true, force: true });
}
