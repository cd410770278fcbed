import type { Instruction, Stage } from "../../dockerfile/dockerfile.ts";
import type { ProgramImage } from "../../dockerfile/program-image.ts";
import { below, subtree } from "../tree.ts";
import type { Built, Findings } from "./findings.ts";
import { manifestFile, readManifest } from "./manifest.ts";
import { prismaLibrary, prismaOf } from "./prisma.ts";
import { nameIn, prismasOf, type Workspace } from "./workspace.ts";

/** Scripts that an installation runs; they may need any file of the project. */
const installScripts = ["preinstall", "install", "postinstall"];

/** What else than a project's own files and script its build may be about. */
interface Build {
  script: string;
  /** Brings the files that it reads. */
  sources: Instruction;
}

const ownBuild: Build = { script: "build", sources: { copy: ["."], to: "." } };

/** The stages that build what a browser loads. */
export const builderStages = (findings: Built, build = ownBuild): Stage[] => [
  toolsStage(baseOf(findings), findings),
  findings.workspace ? packageBuildStage(findings, findings.workspace) : buildStage(findings, build),
];

/** The stages that install packages for a build in another language: Node and its tools are in the last one. */
export const moduleStages = (findings: Built): Stage[] => [
  toolsStage(baseOf(findings), findings),
  {
    from: "tools",
    as: "modules",
    instructions: [...manifestsOf(findings), installAll(findings), { run: "mkdir -p node_modules" }],
  },
];

const baseOf = ({ version }: Built) => `node:${version.value}-slim`;

/** The image of a Node program: what it needs to run is installed apart from what it needs to be built. */
export function imageOf(findings: Findings): Omit<ProgramImage, "environment" | "port"> {
  if (findings.workspace) return packageImage(findings, findings.workspace);
  const { manifest, start } = findings;
  const builds = manifest.scripts.build !== undefined;
  const base = baseOf(findings);
  const runsManager = ["bun", "npm"].includes(start.command[0] ?? "");
  const prisma = prismaOf(manifest, findings.tree);
  return {
    stages: [
      toolsStage(base, findings),
      dependenciesStage(findings),
      ...(builds ? [buildStage(findings, ownBuild)] : []),
    ],
    from: start.command[0] === "bun" ? "tools" : base,
    instructions: [
      ...(prisma ? [{ run: prismaLibrary }] : []),
      { workdir: "/app" },
      { env: { NODE_ENV: "production" } },
      ...(runsManager ? [{ env: { HOME: "/tmp", npm_config_update_notifier: "false" } }] : []),
      { copy: ["/app/node_modules"], to: "./node_modules", from: "dependencies" },
      builds ? { copy: ["/app"], to: "./", from: "build" } : { copy: ["."], to: "." },
    ],
    ...stopping(findings),
  };
}

/**
 * The image of a package of several: what is installed and built is that of the whole repository, in the places where
 * they find each other.
 */
function packageImage(findings: Findings, workspace: Workspace): Omit<ProgramImage, "environment" | "port"> {
  const { start, version } = findings;
  const { folder, needs } = workspace;
  const base = `node:${version.value}-slim`;
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
  const run =
    chosen.lockfile && !needsDevelopment
      ? chosen.manager.ofPackage.installForProduction(own)
      : installationOf(findings).install;
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
function packageBuildStage(findings: Built, { folder, needs, ...workspace }: Workspace): Stage {
  const { chosen, manifest, tree } = findings;
  const own = { folder, manifest, name: nameIn(manifest, tree) };
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
          ...built.map((one) => chosen.manager.ofPackage.run("build", one)),
          clean,
        ].join(" && "),
      },
    ],
  };
}

/** An installation reads the manifests of all; scripts of theirs may need any file. */
function packageManifests({ chosen: { manager, lockfile } }: Built, { root, folders }: Workspace): Instruction[] {
  const manifests = ["", ...folders].map((folder) => ({
    folder,
    manifest: readManifest(folder ? subtree(root, folder) : root),
  }));
  const runs = [...installScripts, "prepare"];
  if (manifests.some(({ manifest }) => runs.some((script) => manifest.scripts[script] !== undefined)))
    return [{ copy: ["."], to: "./" }];
  const files = manager.settings.filter((path) => root.paths.includes(path));
  const settings = manager.settings.filter((path) => root.paths.some((known) => known.startsWith(`${path}/`)));
  return [
    { copy: [manifestFile, ...(lockfile ? [lockfile] : []), ...files], to: "./" },
    ...[...settings].map((folder) => ({ copy: [folder], to: `./${folder}` })),
    ...folders.map((folder) => ({ copy: [`${folder}/${manifestFile}`], to: `./${folder}/` })),
  ];
}

const toolsStage = (from: string, { chosen: { manager, version }, manifest, tree, workspace }: Built): Stage => ({
  from,
  as: "tools",
  instructions: [
    ...((workspace ? prismasOf(workspace)[0] : prismaOf(manifest, tree)) ? [{ run: prismaLibrary }] : []),
    { workdir: "/app" },
    { env: manager.environment },
    ...(manager.tool ? [{ run: `npm install --global --force ${manager.tool(version)}` }] : []),
  ],
});

function dependenciesStage(findings: Findings): Stage {
  const { install, installForProduction } = installationOf(findings);
  const run = findings.needsDevelopment ? install : installForProduction;
  const prisma = prismaOf(findings.manifest, findings.tree);
  return {
    from: "tools",
    as: "dependencies",
    instructions: [
      ...manifestsOf(findings),
      { run: `${prepared(findings)}${run} && mkdir -p node_modules`, cache: findings.chosen.manager.cache },
      ...(prisma ? [...prisma.reads, { run: prisma.generate }] : []),
    ],
  };
}

const buildStage = (findings: Built, { script, sources }: Build): Stage => ({
  from: "tools",
  as: "build",
  instructions: [
    ...manifestsOf(findings),
    installAll(findings),
    sources,
    { run: `${generated(findings)}${findings.chosen.manager.run(script)} && rm -rf node_modules` },
  ],
});

/** What is built may be compiled against the client that Prisma makes. */
const generated = ({ manifest, tree }: Built): string => {
  const prisma = prismaOf(manifest, tree);
  return prisma ? `${prisma.generate} && ` : "";
};

const installAll = (findings: Built): Instruction => ({
  run: `${prepared(findings)}${installationOf(findings).install}`,
  cache: findings.chosen.manager.cache,
});

const installationOf = ({ chosen: { manager, lockfile } }: Built) => (lockfile ? manager : manager.unlocked);

/** `prepare` is for developers, and its tools are not installed. */
const prepared = ({ manifest }: Built) =>
  manifest.scripts.prepare === undefined ? "" : "npm pkg delete scripts.prepare && ";

/** What an installation reads. COPY takes a folder's content, not the folder: each one needs a line of its own. */
function manifestsOf({ manifest, chosen: { manager, lockfile }, tree: { paths } }: Built): Instruction[] {
  if (installScripts.some((script) => manifest.scripts[script] !== undefined)) return [{ copy: ["."], to: "./" }];
  const files = manager.settings.filter((path) => paths.includes(path));
  const folders = manager.settings.filter((path) => paths.some((known) => known.startsWith(`${path}/`)));
  return [
    { copy: [manifestFile, ...(lockfile ? [lockfile] : []), ...files], to: "./" },
    ...folders.map((folder) => ({ copy: [folder], to: `./${folder}` })),
  ];
}

const oldestWithImport = 20;
const endOnSigterm = "data:text/javascript,process.once('SIGTERM',()=>process.exit())";

/**
 * The first process of a container ignores a signal that it does not handle, and Kubernetes would wait for its whole
 * grace period. A program without a handler gets one that ends it.
 */
function stopping({ start, version, survey }: Findings): Pick<ProgramImage, "command" | "note"> {
  const [program, ...rest] = start.command;
  const handles = survey.stop !== undefined || program !== "node" || version.value < oldestWithImport;
  if (handles) return { command: start.command };
  const note = "The program handles no SIGTERM, which a container's first process would then ignore.";
  return { note, command: [program, "--import", endOnSigterm, ...rest] };
}
