import type { Stage } from "../../dockerfile/dockerfile.ts";
import type { Built } from "./findings.ts";
import { prismaLibrary, prismaOf } from "./prisma.ts";
import { prismasOf } from "./workspace.ts";

/** Scripts that an installation runs; they may need any file of the project. */
export const installScripts = ["preinstall", "install", "postinstall"];

export const baseOf = ({ version }: Built) => `node:${version.value}-slim`;

/** Node, with the package manager in the version that the project is for. */
export const toolsStage = (
  from: string,
  { chosen: { manager, version }, manifest, tree, workspace }: Built,
): Stage => ({
  from,
  as: "tools",
  instructions: [
    ...((workspace ? prismasOf(workspace)[0] : prismaOf(manifest, tree)) ? [{ run: prismaLibrary }] : []),
    { workdir: "/app" },
    { env: manager.environment },
    ...(manager.tool ? [{ run: `npm install --global --force ${manager.tool(version)}` }] : []),
  ],
});

/** How packages are installed: as the lock file says, if there is one. */
export const installationOf = ({ chosen: { manager, lockfile } }: Built) => (lockfile ? manager : manager.unlocked);
