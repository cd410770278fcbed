import { copyFileSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { run } from "../../lib/processes.ts";
import { readJson } from "../files.ts";
import { imageVersions } from "../versions.ts";

const pinnedNode = join(import.meta.dirname, "..", "..", "node_modules", "node");

/** The version of the Node that package-lock.json pins, which is the one in the image. */
export const nodeVersion = (): string =>
  readJson<{ version: string }>(join(pinnedNode, "package.json"))?.version ?? "unknown";

/** Where the official image has the package managers. */
const packageManagers = [
  { name: "npm", version: imageVersions.npm, folder: "usr/local/lib/node_modules/npm" },
  { name: "corepack", version: imageVersions.corepack, folder: "usr/local/lib/node_modules/corepack" },
  { name: "yarn", version: imageVersions.yarn, folder: `opt/yarn-v${imageVersions.yarn}` },
];

/** Lays out what node:24-slim adds to Debian, below `root/`: the pinned Node, and the package managers from npm. */
export async function fillNodeContext(folder: string): Promise<string[]> {
  copyFileSync(join(pinnedNode, "bin", "node"), join(binOf(folder), "node"));
  await addPackageManagers(folder);
  return [`NODE_VERSION=${nodeVersion()}`, `YARN_VERSION=${imageVersions.yarn}`];
}

/** The same with the newest Node of another major, which is a package of npm too. Returns its version. */
export async function fillOtherNode(folder: string, major: string): Promise<string> {
  const draft = join(folder, "node");
  await unpack(`node-${process.platform}-${process.arch}@${major}`, draft);
  copyFileSync(join(draft, "bin", "node"), join(binOf(folder), "node"));
  const { version } = readJson<{ version: string }>(join(draft, "package.json")) ?? {};
  rmSync(draft, { recursive: true });
  await addPackageManagers(folder);
  return version ?? major;
}

function binOf(folder: string): string {
  const bin = join(folder, "root", "usr", "local", "bin");
  mkdirSync(bin, { recursive: true });
  return bin;
}

async function addPackageManagers(folder: string): Promise<void> {
  const unpacked = packageManagers.map(({ name, version, folder: to }) =>
    unpack(`${name}@${version}`, join(folder, "root", to)),
  );
  await Promise.all(unpacked);
}

/** Unpacks a package of npm, as published, into a folder. */
async function unpack(spec: string, folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const { stdout } = await run("npm", ["pack", "--silent", "--pack-destination", folder, spec]);
  const archive = join(folder, stdout.trim());
  await run("tar", [
    "--extract",
    "--gzip",
    "--file",
    archive,
    "--directory",
    folder,
    "--strip-components=1",
    "--no-same-owner",
  ]);
  rmSync(archive);
}
