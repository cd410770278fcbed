import type { Instruction, Stage } from "../../dockerfile/dockerfile.ts";
import type { ProgramImage } from "../../dockerfile/program-image.ts";
import { below, subtree } from "../tree.ts";
import type { Built, Findings } from "./findings.ts";
import { installedFrom, installScripts, installsByTools } from "./install-needs.ts";
import { baseOf, installationOf, toolsStage } from "./installation.ts";
import { manifestFile, readManifest } from "./manifest.ts";
import { prismaLibrary } from "./prisma.ts";
import { stopping } from "./stopping.ts";
import { type NeededPackage, nameIn, needsTop, prismasOf, type Workspace } from "./workspace.ts";

/**
 * The image of a package of several: what is installed and built is that of the whole repository, in the places where
 * they find each other.
 */
export function packageImage(findings: Findings, workspace: Workspace): Omit<ProgramImage, "environment" | "port"> {
  const { start } = findings;
  const { folder, needs } = workspace;
  const base = baseOf(findings);
  const parts = [...needs.map((one) => one.folder), folder];
  const runsManager = ["bun", "npm"].includes(start.command[0] ?? "");
  const stopped = stopping(findings);
  return {
    stages: [
      toolsStage(base, findings),
      packageDependenciesStage(findings, workspace),
      packageBuildStage(findings, workspace),
    ],
    from: start.command[0] === "bun" ? "tools" : base,
    instructions: [
      ...(prismasOf(workspace).length > 0 ? [{ run: prismaLibrary }] : []),
      { workdir: below("/app", folder) },
      {
        env: {
          NODE_ENV: "production",
          PATH: `/app/${folder}/node_modules/.bin:/app/node_modules/.bin:$PATH`,
          ...(runsManager && { HOME: "/tmp", npm_config_update_notifier: "false" }),
        },
      },
      { copy: ["/app"], to: "/app", from: "dependencies" },
      ...parts.map((part) => ({ copy: [`/app/${part}`], to: `/app/${part}`, from: "build" })),
    ],
    ...stopped,
    // Its tools are where the package manager of the repository puts them.
    command: stopped.command.map((word) => word.replace(/^node_modules\/\.bin\//, "")),
  };
}

function packageDependenciesStage(findings: Findings, workspace: Workspace): Stage {
  const { chosen, needsDevelopment, manifest, tree } = findings;
  const own = { folder: workspace.folder, name: nameIn(manifest, tree) };
  const { install, installForProduction } = installationOf(findings);
  const ofPackage = chosen.lockfile && !needsTop(tree) ? chosen.manager.ofPackage.installForProduction(own) : undefined;
  const needsAll = needsDevelopment || manifestsIn(workspace).some((one) => installsByTools(one.manifest));
  const run = needsAll ? install : (ofPackage ?? (chosen.lockfile ? installForProduction : install));
  return {
    from: "tools",
    as: "dependencies",
    instructions: [
      ...packageManifests(findings, workspace),
      { run: `${run} && mkdir -p node_modules`, cache: chosen.manager.cache },
      ...prismasOf(workspace).flatMap(({ reads, generate }) => [...reads, { run: generate }]),
    ],
  };
}

/** Each package that it needs is built before it. */
export function packageBuildStage(findings: Built, { folder, needs, ...workspace }: Workspace): Stage {
  const { chosen, manifest, tree } = findings;
  const own: NeededPackage & { name: string } = { folder, manifest, name: nameIn(manifest, tree) };
  const built = [...needs.map((one) => ({ ...one, name: one.manifest.name ?? one.folder })), own].filter(
    (one) => one.manifest.scripts.build !== undefined,
  );
  const prismas = prismasOf({ folder, needs, ...workspace });
  const clean = "find . -name node_modules -prune -exec rm -rf {} +";
  return {
    from: "tools",
    as: "build",
    instructions: [
      ...packageManifests(findings, { folder, needs, ...workspace }),
      { run: installationOf(findings).install, cache: chosen.manager.cache },
      { copy: ["."], to: "." },
      {
        run: [
          ...prismas.map(({ generate }) => generate),
          ...built.flatMap((one) => [
            chosen.manager.ofPackage.run("build", one),
            ...(one.brings ? [chosen.manager.ofPackage.run(one.brings, one)] : []),
          ]),
          clean,
        ].join(" && "),
      },
    ],
  };
}

const manifestsIn = ({ root, folders }: Workspace) =>
  ["", ...folders].map((folder) => {
    const tree = folder ? subtree(root, folder) : root;
    return { folder, tree, manifest: readManifest(tree) };
  });

/** An installation reads the manifests of all; scripts of theirs may need any file. */
function packageManifests({ chosen: { manager, lockfile } }: Built, workspace: Workspace): Instruction[] {
  const { root, folders } = workspace;
  const manifests = manifestsIn(workspace);
  const runs = [...installScripts, "prepare"];
  if (manifests.some(({ manifest }) => runs.some((script) => manifest.scripts[script] !== undefined)))
    return [{ copy: ["."], to: "./" }];
  const read = manifests.flatMap(({ folder, tree }) => installedFrom(tree).map((path) => below(folder, path)));
  const named = [...new Set([...manager.settings, ...read])];
  const files = named.filter((path) => root.paths.includes(path));
  const settings = named.filter((path) => root.paths.some((known) => known.startsWith(`${path}/`)));
  return [
    { copy: [manifestFile, ...(lockfile ? [lockfile] : []), ...files.filter((path) => !path.includes("/"))], to: "./" },
    ...files.filter((path) => path.includes("/")).map((path) => ({ copy: [path], to: `./${path}` })),
    ...settings.map((folder) => ({ copy: [folder], to: `./${folder}` })),
    ...folders.map((folder) => ({ copy: [`${folder}/${manifestFile}`], to: `./${folder}/` })),
  ];
}
