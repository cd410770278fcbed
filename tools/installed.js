// Plain JavaScript, like prepare.js, which needs it before anything is installed.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

/**
 * Whether what npm says it installed (`node_modules/.package-lock.json`, written last) is what the lockfile asks for.
 * Packages for other systems may be missing.
 */
export function isInstalled(folder) {
  const wanted = packagesOf(join(folder, "package-lock.json"));
  if (!wanted) return true;
  const installed = packagesOf(join(folder, "node_modules", ".package-lock.json")) ?? {};
  const isSame = (path) =>
    wanted[path]?.version === installed[path]?.version && wanted[path]?.integrity === installed[path]?.integrity;
  const needed = Object.keys(wanted).filter((path) => path && !wanted[path].optional);
  // npm notes packages as installed with --package-lock-only too.
  const isThere = (path) => installed[path] && existsSync(join(folder, path));
  return needed.every(isThere) && Object.keys(installed).every(isSame);
}

function packagesOf(lockfile) {
  const text = readText(lockfile);
  try {
    return text && JSON.parse(text).packages;
  } catch {
    return undefined;
  }
}

/** The text of a file; undefined where there is none. */
export function readText(file) {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}
