import type { Description, Evidence, Facts, Pack, Recognized } from "../pack.ts";
import { botPackages } from "../shared/chat-bots.ts";
import { isDevelopmentServer } from "../shared/development-server.ts";
import { evidence } from "../shared/evidence.ts";
import { nodeCheck } from "../shared/health-check.ts";
import { toolFiles } from "../shared/pinned-tool.ts";
import { migrationWarnings, usesDatabase } from "../shared/processes.ts";
import { programFacts } from "../shared/program-facts.ts";
import { siteFacts } from "../shared/site-facts.ts";
import { type Survey, surveyOf } from "../shared/survey.ts";
import { webServerImage } from "../shared/web-server.ts";
import { assumed, below, type ProjectTree, subtree } from "../tree.ts";
import { partialBuilds } from "./build-scripts.ts";
import { builderSettings } from "./builders.ts";
import { builtOf } from "./built.ts";
import { fastifyLoopback } from "./fastify.ts";
import type { Built, Findings } from "./findings.ts";
import { builderStages, imageOf } from "./image.ts";
import { javascript } from "./language.ts";
import { managerOf } from "./manager.ts";
import { type Manifest, manifestFile } from "./manifest.ts";
import { projectFile } from "./nx.ts";
import { type NxApplication, nxApplicationOf, withoutOthers } from "./nx-application.ts";
import { lockfiles } from "./package-managers.ts";
import { prismaOf, sqliteVariable } from "./prisma.ts";
import { migrationOf, workersOf } from "./processes.ts";
import { proxiesOf } from "./proxies.ts";
import { servedPackage, withServed } from "./served-packages.ts";
import { servedFound, servedPages } from "./served-pages.ts";
import { buildFiles, detectSinglePage, hasFramework, hasPage, isLibrary, type SinglePage } from "./single-page.ts";
import { detectStart, hasFrameworkStart, hasMain, hasServer, isWatching, runFile, type Start } from "./start.ts";
import { startScriptOf } from "./start-script.ts";
import { testStepsOf } from "./test-steps.ts";
import { usualPort } from "./usual-port.ts";
import { buildWarnings, startWarnings } from "./warnings.ts";
import { manifestOf, neededDependencies, ofSeveral, prismasOf, withNeeded } from "./workspace.ts";

const buildOutputs = ["dist", "build", "out", "lib", ".next", ".nuxt", ".output", ".turbo"];

/** Projects with a package.json. */
export const node: Pack = {
  name: "node",
  title: "Node",
  language: javascript,
  manifests: [
    ...[
      manifestFile,
      ".nvmrc",
      ".node-version",
      ...toolFiles,
      "pnpm-workspace.yaml",
      ".yarnrc.yml",
      ".yarnrc",
      ".npmrc",
      ...lockfiles(),
    ],
    ...["angular.json", projectFile],
    builderSettings,
    // What Express's generator starts has no ending.
    /(?:^|\/)bin\/www$/,
    /^\.env(?:\.development)?$/,
  ],
  recognize,
  missing: `no ${manifestFile} with scripts.start, scripts.build, main or dependencies`,
  describe,
  detect,
  configured,
  withOthers: withNeeded,
  startedBy,
  serves,
};

/**
 * A package.json that starts nothing may be there for the assets of a program in another language, whose dependencies
 * are those of its pages, and whose `main` is what `npm init` writes. One that says nothing at all is no project.
 */
function recognize(tree: ProjectTree): Recognized | undefined {
  if (!tree.paths.includes(manifestFile)) return undefined;
  const manifest = manifestOf(tree);
  const start = manifest.scripts[startScriptOf(manifest) ?? ""];
  const isStarted = start !== undefined && !isDevelopmentServer(start);
  if (isStarted || hasMain(manifest, tree)) return { at: manifestFile, sure: "certain" };
  const isBuilt = manifest.scripts.build !== undefined || manifest.dependencies.size > 0;
  const isPage = detectSinglePage(manifest, tree) !== undefined;
  return start !== undefined || isBuilt || isPage || hasServer(tree) ? { at: manifestFile, sure: "likely" } : undefined;
}

function detect(tree: ProjectTree): Facts {
  const application = nxApplicationOf(tree);
  if (application) return detectApplication(tree, application);
  const built = builtOf(tree);
  const page = detectSinglePage(built.manifest, tree);
  return page ? detectPage(built, page) : detectProgram(built);
}

/** One that Nx builds: it is installed as the top says, and built by its name. */
function detectApplication(tree: ProjectTree, { folder, made, isPage, command, at }: NxApplication): Facts {
  const built = builtOf(withoutOthers(tree, { folder }));
  const commands = [`NX_DAEMON=false ${command}`];
  const builder = { value: "nx", at };
  if (!isPage) return detectProgram(built, { ...runFile(made.value, made.at), commands });
  const { beside } = tree;
  const own = { ...subtree(tree, folder), ...(beside && { beside }) };
  return detectPage(built, { builder, output: made, script: "build", writesEach: false, commands }, own);
}

const detectPage = (built: Built, page: SinglePage, own = built.tree): Facts =>
  siteFacts({
    pack: node.name,
    tree: built.tree,
    about: describe(built.tree),
    image: webServerImage({
      stages: builderStages(built, { scripts: [page.script], commands: page.commands }),
      files: [
        { copy: [`${workingFolderOf(built.tree)}/${page.output.value}`], to: "/usr/share/nginx/html/", from: "build" },
      ],
      isSinglePage: !page.writesEach,
      passedOn: proxiesOf(own),
    }),
    outputs: buildOutputs,
    needed: buildFiles(built.tree),
    evidence: [
      ...buildEvidence(built, page.script),
      evidence(page.writesEach ? "static site" : "single-page application", page.builder, "certain"),
      evidence("pages", page.output, "likely"),
      ...proxiesOf(own).map(({ path, to, at }) => evidence("passes on", { value: `${path} to ${to}`, at }, "likely")),
    ],
    warnings: buildWarnings(built),
  });

function detectProgram(built: Built, known?: Start): Facts {
  const findings = findingsOf(built, known);
  const { start, survey, pages, served } = findings;
  const [version, manager, ...build] = buildEvidence(built);
  return programFacts({
    pack: node.name,
    tree: built.tree,
    about: describe(built.tree),
    survey,
    image: imageOf(findings),
    check: nodeCheck,
    outputs: buildOutputs,
    pagesIn: served?.folder,
    evidence: [
      ...[version, manager].filter((line) => line !== undefined),
      evidence("start", start, "certain"),
      ...build,
      ...servedFound(pages, served).map((found) => evidence("serves pages", found, "likely")),
    ],
    warnings: [
      ...buildWarnings(built),
      ...startWarnings(findings),
      ...migrationWarnings(describe(built.tree), survey.services, start.value),
    ],
  });
}

function describe(tree: ProjectTree): Description {
  const manifest = manifestOf(tree);
  return {
    names: [
      { value: manifest.name, at: manifest.at("name") },
      { value: tree.folder, at: "folder" },
    ],
    dependencies: { ecosystem: "npm", names: new Set([...manifest.dependencies, ...neededDependencies(tree)]) },
    entry: manifest.main,
    scripts: manifest.scripts,
    testSteps: testStepsOf(manifest, managerOf(tree), ofSeveral(tree, manifest)),
    migration: migrationOf(manifest, tree),
    workers: workersOf(manifest, tree),
  };
}

function findingsOf(built: Built, known?: Start): Findings {
  const { tree, manifest } = built;
  const start = known ?? detectStart(manifest, tree);
  const { dependencies, migration } = describe(tree);
  const read = surveyOf(tree, {
    language: javascript,
    start,
    usual: usualPort(start, manifest),
    dependencies,
    workingFolder: workingFolderOf(tree),
    settings: withNeeded(tree),
  });
  const survey = configured(read, tree);
  const tool = usesDatabase(survey.services) ? migration?.needsDevelopment : undefined;
  const prismas = built.workspace ? prismasOf(built.workspace) : [prismaOf(manifest, tree)];
  const generator = prismas.find((prisma) => prisma?.needsDevelopment)?.needsDevelopment;
  const pages = servedPages(tree, manifest, survey.sources);
  const served = built.workspace && servedPackage(built.workspace, survey.sources);
  const workspace = built.workspace && served ? withServed(built.workspace, served) : built.workspace;
  const needsDevelopment = start.needsDevelopment ?? tool ?? generator;
  return { ...built, workspace, start, survey, pages, served, needsDevelopment };
}

/** Fastify listens on this machine only, unless it is told otherwise; Prisma is told where the file of SQLite is. */
function configured(survey: Survey, tree: ProjectTree): Survey {
  const { dependencies } = manifestOf(tree);
  const file = dependencies.has("@prisma/client") ? sqliteVariable(withNeeded(tree)) : undefined;
  const isNew = file && !survey.variables.some(({ value }) => value === file.value);
  return {
    ...survey,
    variables: isNew ? [file, ...survey.variables] : survey.variables,
    loopback: survey.loopback ?? fastifyLoopback(survey.sources, dependencies),
  };
}

/** Nothing is known of what a manifest leaves open, nor of a server for developers. */
function startedBy(tree: ProjectTree): Start | undefined {
  const manifest = manifestOf(tree);
  if (startScriptOf(manifest) === undefined && !hasMain(manifest, tree)) return undefined;
  const start = detectStart(manifest, tree);
  return start.command.length === 0 || isDevelopmentServer(start.value) ? undefined : start;
}

/** A page or a server that is started; a library has neither, whatever it depends on. */
function serves(tree: ProjectTree, { port }: Facts): boolean {
  const manifest = manifestOf(tree);
  const application = nxApplicationOf(tree);
  if (application) return application.isPage || port.at !== assumed;
  const page = detectSinglePage(manifest, tree);
  if (page) return (page.writesEach || hasPage(tree)) && !isLibrary(tree) && !manifest.isForOthers;
  const start = manifest.scripts[startScriptOf(manifest) ?? ""];
  // A window on somebody's desktop, whatever listens behind it.
  if (/(?:^|\s)electron(?:-forge start)?(?:\s|$)/.test(start ?? "")) return false;
  const hasFile = !manifest.isForOthers && (hasServer(tree) || hasMain(manifest, tree));
  if (manifest.isTool && !hasFramework(manifest)) return false;
  // A bot may have a server for what it tells of itself.
  const hasServerOfItsOwn = hasFramework(manifest) && !isChatBot(manifest);
  const isStarted = start === undefined ? hasFile && port.at !== assumed : !isWatching(start);
  return (isStarted && (port.at !== assumed || hasServerOfItsOwn)) || hasFrameworkStart(manifest);
}

const isChatBot = ({ dependencies }: Manifest) => [...dependencies].some((name) => botPackages.has(name));

const workingFolderOf = ({ within }: ProjectTree) => below("/app", within?.folder ?? "");

const buildEvidence = ({ version, chosen, manifest }: Built, script = "build"): Evidence[] => [
  evidence("node", { value: String(version.value), at: version.at }, "certain"),
  evidence(chosen.manager.name, { at: chosen.at }, "certain"),
  ...(manifest.scripts[script] ? [script] : partialBuilds(manifest)).map((name) =>
    evidence("build", { at: manifest.at("scripts", name) }, "certain"),
  ),
];
