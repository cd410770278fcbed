import type { Instruction, Stage } from "../../dockerfile/dockerfile.ts";
import type { ProgramImage } from "../../dockerfile/program-image.ts";
import { migratesItself } from "../shared/processes.ts";
import { apartFromMigrating, partialBuilds } from "./build-scripts.ts";
import type { Built, Findings } from "./findings.ts";
import { buildsIntoModules, installedFrom, installScripts } from "./install-needs.ts";
import { baseOf, installationOf, productionInstall, toolsStage } from "./installation.ts";
import { isWorkspace, manifestFile } from "./manifest.ts";
import { packageBuildStage, packageImage } from "./package-image.ts";
import { type Prisma, prismaLibrary, prismaOf, runsPrisma, writesBesidePackages } from "./prisma.ts";
import { pageCopies, pageStages } from "./served-pages.ts";
import { stopping } from "./stopping.ts";

/** What else than a project's own files and script its build may be about. */
interface Build {
  scripts: readonly string[];
  /** Commands that build instead of the scripts. */
  commands?: readonly string[] | undefined;
  /** Brings the files that it reads. */
  sources: Instruction;
  /** What it runs with is what is installed for the build, and what that adds to it. */
  keepsModules?: boolean;
}

const ownBuild: Build = { scripts: ["build"], sources: { copy: ["."], to: "." } };

/** The stages that build what a browser loads. */
export const builderStages = (findings: Built, build: Partial<Build> = {}): Stage[] => [
  toolsStage(baseOf(findings), findings),
  findings.workspace
    ? packageBuildStage(findings, findings.workspace)
    : buildStage(findings, { ...ownBuild, ...build }),
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

/** The image of a Node program: what it needs to run is installed apart from what it needs to be built. */
export function imageOf(findings: Findings): Omit<ProgramImage, "environment" | "port"> {
  if (findings.workspace) return packageImage(findings, findings.workspace);
  const { manifest, start } = findings;
  const { pages } = findings;
  const scripts = scriptsOf(findings);
  const builds = start.commands !== undefined || scripts.length > 0;
  const base = baseOf(findings);
  const runsManager = ["bun", "npm"].includes(start.command[0] ?? "");
  const isAdded = start.keepsModules ?? buildsIntoModules(manifest, findings.tree, scripts);
  const keepsModules = builds && isAdded;
  const build = { ...ownBuild, scripts: [...new Set(scripts)], commands: start.commands, keepsModules };
  return {
    stages: [
      toolsStage(base, findings),
      ...(keepsModules ? [] : [dependenciesStage(findings)]),
      ...(builds ? [buildStage(findings, build)] : []),
      ...pageStages(pages),
    ],
    from: start.command[0] === "bun" ? "tools" : base,
    instructions: [
      ...(runsPrisma(manifest, findings.tree) ? [{ run: prismaLibrary }] : []),
      { workdir: "/app" },
      { env: { NODE_ENV: "production" } },
      ...(runsManager ? [{ env: { HOME: "/tmp", npm_config_update_notifier: "false" } }] : []),
      ...programFiles(findings, { builds, keepsModules }),
      ...pageCopies(pages),
    ],
    ...stopping(findings),
  };
}

/** Installed packages and the program; all that is installed where that is more than packages, and no build has it. */
function programFiles(findings: Findings, { builds, keepsModules }: { builds: boolean; keepsModules: boolean }) {
  if (!builds && writesOnInstall(findings)) return [{ copy: ["/app"], to: "./", from: "dependencies" }];
  const packages = { copy: ["/app/node_modules"], to: "./node_modules", from: "dependencies" };
  const program = builds ? { copy: ["/app"], to: "./", from: "build" } : { copy: ["."], to: "." };
  return keepsModules ? [program] : [packages, program];
}

/** Whether an installation may write files that the program reads, beside its packages. */
const writesOnInstall = ({ manifest, tree }: Built): boolean =>
  installScripts.some((script) => manifest.scripts[script] !== undefined) ||
  (prismaOf(manifest, tree) !== undefined && writesBesidePackages(tree));

/** What builds it: by the name that a platform calls, if there is no other one and it does no more than that. */
function scriptsOf({ manifest, start, pages }: Findings): string[] {
  const { scripts } = manifest;
  const usual = ["build", start.compiles ?? "build"].filter((name) => scripts[name] !== undefined);
  const found = usual.length > 0 || pages.length > 0 ? usual : partialBuilds(manifest);
  const ofPlatform = ["heroku-postbuild", "gcp-build", "render-build"].find((name) => scripts[name] !== undefined);
  const isTaken = found.length === 0 && pages.length === 0 && ofPlatform && !migratesItself(scripts[ofPlatform] ?? "");
  return isTaken ? [ofPlatform] : found;
}

function dependenciesStage(findings: Findings): Stage {
  const run = productionInstall(findings);
  const prisma = prismaOf(findings.manifest, findings.tree);
  return {
    from: "tools",
    as: "dependencies",
    instructions: [
      ...manifestsOf(findings),
      { run: `${prepared(findings)}${run} && mkdir -p node_modules`, cache: findings.chosen.manager.cache },
      ...(prisma ? [...generatorFiles(findings, prisma), { run: prisma.generate }] : []),
    ],
  };
}

/** What Prisma reads; what it writes beside the packages is part of the program. */
const generatorFiles = ({ tree }: Findings, { reads }: Prisma): readonly Instruction[] =>
  writesBesidePackages(tree) ? [{ copy: ["."], to: "./" }] : reads;

const buildStage = (findings: Built, { scripts, commands, sources, keepsModules }: Build): Stage => ({
  from: "tools",
  as: "build",
  instructions: [
    ...manifestsOf(findings),
    installAll(findings),
    sources,
    {
      run: `${generated(findings)}${(commands ?? scripts.flatMap((script) => ran(script, findings))).join(" && ")}${keepsModules ? "" : " && rm -rf node_modules"}`,
    },
  ],
});

const ran = (script: string, { manifest, chosen }: Built): string[] =>
  apartFromMigrating(script, manifest) ?? [chosen.manager.run(script)];

/** What is built may be compiled against the client that Prisma makes. */
const generated = ({ manifest, tree }: Built): string => {
  const prisma = prismaOf(manifest, tree);
  return prisma ? `${prisma.generate} && ` : "";
};

const installAll = (findings: Built): Instruction => ({
  run: `${prepared(findings)}${installationOf(findings).install}`,
  cache: findings.chosen.manager.cache,
});

/** `prepare` is for developers, and its tools are not installed. */
const prepared = ({ manifest }: Built) =>
  manifest.scripts.prepare === undefined ? "" : "npm pkg delete scripts.prepare && ";

/** What an installation reads. COPY takes a folder's content, not the folder: each one needs a line of its own. */
function manifestsOf({ manifest, chosen: { manager, lockfile }, tree }: Built): Instruction[] {
  const { paths } = tree;
  if (isWorkspace(manifest, tree) || installScripts.some((script) => manifest.scripts[script] !== undefined))
    return [{ copy: ["."], to: "./" }];
  const files = manager.settings.filter((path) => paths.includes(path));
  const folders = manager.settings.filter((path) => paths.some((known) => known.startsWith(`${path}/`)));
  const read = installedFrom(tree);
  const beside = read.filter((path) => paths.includes(path));
  const below = read.filter((path) => !paths.includes(path));
  return [
    { copy: [manifestFile, ...(lockfile ? [lockfile] : []), ...files, ...beside], to: "./" },
    ...[...folders, ...below].map((folder) => ({ copy: [folder], to: `./${folder}` })),
  ];
}
