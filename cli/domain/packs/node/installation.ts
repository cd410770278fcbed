import type { Instruction, Stage } from "../../dockerfile/dockerfile.ts";
import { installDebian } from "../shared/debian.ts";
import type { Built, Findings } from "./findings.ts";
import { installsByTools, installTools } from "./install-needs.ts";
import { prismaLibrary, runsPrisma } from "./prisma.ts";
import { prismasOf } from "./workspace.ts";

export const baseOf = ({ version }: Built) => `node:${version.value}-slim`;

/** Node, with the package manager in the version that the project is for. */
export const toolsStage = (
  from: string,
  { chosen: { manager, version }, manifest, tree, workspace }: Built,
): Stage => ({
  from,
  as: "tools",
  instructions: [
    ...debian(installTools(workspace?.root ?? tree)),
    ...((workspace ? prismasOf(workspace)[0] : runsPrisma(manifest, tree)) ? [{ run: prismaLibrary }] : []),
    { workdir: "/app" },
    { env: manager.environment },
    ...(manager.tool ? [{ run: `npm install --global --force ${manager.tool(version)}` }] : []),
  ],
});

const debian = (packages: readonly string[]): Instruction[] =>
  packages.length === 0 ? [] : [{ run: installDebian(packages) }];

/** How packages are installed: as the lock file says, if there is one. */
export const installationOf = ({ chosen: { manager, lockfile } }: Built) => (lockfile ? manager : manager.unlocked);

/** What installs what the program runs with, in an image of its own or in the one that also runs tools for developers. */
export function productionInstall(findings: Findings): string {
  const { install, installForProduction } = installationOf(findings);
  if (findings.needsDevelopment) return install;
  if (!installsByTools(findings.manifest)) return installForProduction;
  const { prune } = findings.chosen.manager;
  return prune ? `${install} && ${prune}` : install;
}
