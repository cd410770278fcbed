import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Paths } from "../../paths.ts";

const root = "/sys/fs/cgroup";
const isUnified = () => existsSync(join(root, "cgroup.controllers"));

const topOf = (paths: Paths) => `chatops-${paths.id}`;

/** The cgroup of a node's pods, as the kubelet names it. */
export const cgroupOf = (paths: Paths, node: string): string => `/${topOf(paths)}/${node}`;

/** The hierarchies of version 1, or the one of version 2. */
const hierarchies = () => (isUnified() ? [root] : readdirSync(root).map((name) => join(root, name)));

/** Makes the cgroup in every hierarchy: the kubelet wants its own to be there. */
export function makeCgroup(cgroup: string): void {
  for (const hierarchy of hierarchies()) {
    let folder = hierarchy;
    for (const part of cgroup.split("/").filter(Boolean)) {
      if (isUnified()) enableControllers(folder);
      const parent = folder;
      folder = join(folder, part);
      mkdirSync(folder, { recursive: true });
      inheritCpus(parent, folder);
    }
  }
}

function enableControllers(folder: string): void {
  const controllers = readFileSync(join(folder, "cgroup.controllers"), "utf8").trim().split(" ");
  const wanted = controllers.filter((name) => ["cpu", "cpuset", "io", "memory", "pids"].includes(name));
  writeFileSync(join(folder, "cgroup.subtree_control"), wanted.map((name) => `+${name}`).join(" "));
}

/** In version 1 a new cpuset is empty, and no process can enter it. */
function inheritCpus(parent: string, folder: string): void {
  for (const file of ["cpuset.cpus", "cpuset.mems"]) {
    const to = join(folder, file);
    if (!isUnified() && existsSync(to)) writeFileSync(to, readFileSync(join(parent, file), "utf8").trim());
  }
}

/** Deletes all cgroups of the cluster, once their processes have ended. */
export const removeCgroups = (paths: Paths): void => removeCgroup(`/${topOf(paths)}`);

/** Deletes a cgroup and those below it, once their processes have ended. */
export function removeCgroup(cgroup: string): void {
  for (const hierarchy of hierarchies()) removeTree(join(hierarchy, cgroup));
}

// Its files cannot be deleted, and go with it.
function removeTree(folder: string): void {
  if (!existsSync(folder)) return;
  const children = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  for (const { name } of children) removeTree(join(folder, name));
  rmdirSync(folder);
}
