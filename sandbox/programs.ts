import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

// Where Debian puts daemons, which not every shell has in its PATH, and the plugins of container networks.
const systemFolders = ["/usr/local/sbin", "/usr/sbin", "/sbin", "/usr/lib/cni"];

/** The whole path of a program; undefined where this machine does not have it. */
export function findProgram(name: string): string | undefined {
  const folders = [...(process.env.PATH ?? "").split(delimiter), ...systemFolders];
  return folders.map((folder) => join(folder, name)).find(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
