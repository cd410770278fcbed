import type { Instruction, Stage } from "../../dockerfile/dockerfile.ts";
import type { ProgramImage } from "../../dockerfile/program-image.ts";
import type { Built, Findings } from "./findings.ts";
import { manifestFile } from "./manifest.ts";

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
  buildStage(findings, build),
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
  const { manifest, start } = findings;
  const builds = manifest.scripts.build !== undefined;
  const base = baseOf(findings);
  const runsManager = ["bun", "npm"].includes(start.command[0] ?? "");
  return {
    stages: [
      toolsStage(base, findings),
      dependenciesStage(findings),
      ...(builds ? [buildStage(findings, ownBuild)] : []),
    ],
    from: start.command[0] === "bun" ? "tools" : base,
    instructions: [
      { workdir: "/app" },
      { env: { NODE_ENV: "production" } },
      ...(runsManager ? [{ env: { HOME: "/tmp", npm_config_update_notifier: "false" } }] : []),
      { copy: ["/app/node_modules"], to: "./node_modules", from: "dependencies" },
      builds ? { copy: ["/app"], to: "./", from: "build" } : { copy: ["."], to: "." },
    ],
    ...stopping(findings),
  };
}

const toolsStage = (from: string, { chosen: { manager, version } }: Built): Stage => ({
  from,
  as: "tools",
  instructions: [
    { workdir: "/app" },
    { env: manager.environment },
    ...(manager.tool ? [{ run: `npm install --global --force ${manager.tool(version)}` }] : []),
  ],
});

function dependenciesStage(findings: Findings): Stage {
  const { install, installForProduction } = installationOf(findings);
  const run = findings.needsDevelopment ? install : installForProduction;
  return {
    from: "tools",
    as: "dependencies",
    instructions: [
      ...manifestsOf(findings),
      { run: `${prepared(findings)}${run} && mkdir -p node_modules`, cache: findings.chosen.manager.cache },
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
    { run: `${findings.chosen.manager.run(script)} && rm -rf node_modules` },
  ],
});

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
