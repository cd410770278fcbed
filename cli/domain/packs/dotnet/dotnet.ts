import { preconditionError } from "../../../../lib/errors.ts";
import { serviceVariables } from "../../services/used-service.ts";
import type { Description, Evidence, Facts, Pack, Recognized, Warning } from "../pack.ts";
import { evidence } from "../shared/evidence.ts";
import { bashCheck } from "../shared/health-check.ts";
import { programFacts } from "../shared/program-facts.ts";
import { firstMatch, sourcesOf } from "../shared/scan.ts";
import { type Survey, surveyOf } from "../shared/survey.ts";
import { detectVariables } from "../shared/variables.ts";
import type { Found, ProjectTree } from "../tree.ts";
import { connectionsIn, sqlite, withConnections } from "./connections.ts";
import { imageOf, startOf } from "./image.ts";
import { dotnetLanguage } from "./language.ts";
import { listeningVariable } from "./listens.ts";
import { closure, type Project, programsOf, projectFile, propertiesFiles, readProjects } from "./project.ts";
import { databaseFile, sourceTree } from "./sources.ts";
import { pinFiles, runtimeOf, sdkOf } from "./version.ts";

const atTop = /^(?:[^/]{1,99}\.(?:(?:cs|fs|vb)proj|slnx?)|global\.json|Directory\.Build\.props)$/;

/** Programs in C# and F#, of one project or of a solution. */
export const dotnet: Pack = {
  name: "dotnet",
  title: ".NET",
  language: dotnetLanguage,
  manifests: [projectFile, ...propertiesFiles, ...pinFiles],
  recognize,
  buildsBelow: true,
  programs: (tree) =>
    programsOf(readProjects(tree), tree)
      .filter(startsHost(tree))
      .map(({ folder, path }) => ({ value: folder, at: path })),
  serves: (tree) => programsOf(readProjects(tree), tree)[0]?.kind === "web",
  works: (tree) => {
    const projects = readProjects(tree);
    const [project] = programsOf(projects, tree);
    const used = project ? closure(project, projects) : [];
    return firstMatch(sourcesOf(sourceTree(tree, used), dotnetLanguage), hostedService) !== undefined;
  },
  missing: "no .csproj and no .sln",
  describe,
  detect,
  configured,
};

/** What a host of .NET keeps running. */
const hostedService = /\bAddHostedService(?:<|\()|:\s{0,9}(BackgroundService)\b/g;

/** Its connection strings and settings, whoever wrote the Dockerfile. */
function configured(survey: Survey, tree: ProjectTree): Survey {
  const sources = sourcesOf(sourceTree(tree, readProjects(tree)), dotnetLanguage);
  const variables = detectVariables(sources, dotnetLanguage, serviceVariables(survey.services));
  return withConnections({ ...survey, variables }, tree.texts);
}

/** What runs on, as a server or a worker; a tool ends by itself. */
const startsHost =
  ({ texts }: ProjectTree) =>
  ({ folder }: Project) =>
    [...texts].some(
      ([path, text]) =>
        path.startsWith(folder && `${folder}/`) &&
        /\b(?:WebApplication|WebHost|Host)\s{0,9}\.\s{0,9}Create(?:Default|Slim|Empty|Application)?Builder\(|\bnew (?:Web)?HostBuilder\(/.test(
          text,
        ),
    );

function recognize({ paths }: ProjectTree): Recognized | undefined {
  const at = paths.find((path) => atTop.test(path));
  const below = paths.find((path) => path.split("/").length < 5 && projectFile.test(path));
  return below === undefined ? undefined : { at: at ?? below, sure: at === undefined ? "likely" : "certain" };
}

function describe(tree: ProjectTree): Description {
  const projects = readProjects(tree);
  const [project] = programsOf(projects, tree);
  const used = project ? closure(project, projects) : projects;
  const solution = solutionOf(tree);
  const single = projects.length === 1 && project ? [{ value: project.name, at: project.path }] : [];
  return {
    names: [
      ...(solution ? [{ value: solution.replace(/\.slnx?$/, ""), at: solution }] : single),
      { value: tree.folder, at: "folder" },
    ],
    dependencies: { ecosystem: "nuget", names: new Set(used.flatMap(({ packages }) => packages)) },
    testSteps: [`dotnet test ${solution ?? project?.path ?? ""}`.trim()],
  };
}

/** The only one, in whatever form; of several, none speaks for all. */
function solutionOf({ paths }: ProjectTree): string | undefined {
  const solutions = paths.filter((path) => /^[^/]{1,99}\.slnx?$/.test(path));
  return new Set(solutions.map((path) => path.replace(/\.slnx?$/, ""))).size === 1 ? solutions[0] : undefined;
}

function detect(tree: ProjectTree): Facts {
  const projects = readProjects(tree);
  const [project, ...others] = programsOf(projects, tree);
  if (!project) throw nothingToRun(tree, projects);
  const about = describe(tree);
  const used = closure(project, projects);
  const source = sourceTree(tree, used);
  const listens = listeningVariable(sourcesOf(source, dotnetLanguage));
  const start = { value: startOf(project, listens), at: project.path };
  const read = surveyOf(source, {
    language: dotnetLanguage,
    start,
    dependencies: about.dependencies,
    workingFolder: "/app",
  });
  const isListening = firstMatch(read.sources, /\b(ListenLocalhost)\(/g);
  const survey = withConnections(isListening ? read : { ...read, loopback: undefined }, source.texts);
  const version = runtimeOf(tree, project);
  const sdk = sdkOf(tree, version.value);
  return programFacts({
    pack: dotnet.name,
    tree,
    about,
    survey,
    image: imageOf({
      project,
      version: version.value,
      sdk: sdk.value,
      runsNpm: used.some(({ runsNpm }) => runsNpm),
      listens,
    }),
    check: bashCheck,
    local: ["**/bin", "**/obj"],
    evidence: [
      evidence(".net", version, "certain"),
      evidence("sdk", sdk, "certain"),
      evidence("project", { value: project.name, at: project.path }, others.length > 0 ? "likely" : "certain"),
      evidence("start", start, "certain"),
      ...migrationEvidence(survey),
    ],
    warnings: dotnetWarnings({ project, others, version, survey, source, packages: about.dependencies.names }),
  });
}

function nothingToRun({ folder }: ProjectTree, projects: readonly Project[]) {
  const windows = projects.find(({ isForWindows }) => isForWindows);
  return preconditionError(
    windows
      ? `${folder} is written for the .NET Framework (${windows.path}), which runs on Windows alone`
      : `${folder} has nothing to run: no project is a server or a program`,
    {
      hint: "Name the folder of a program, as in `chatops import path/to/program`, or write a Dockerfile; nothing was written.",
    },
  );
}

const migrating = /\bDatabase\s{0,9}\.\s{0,9}(?:Migrate|EnsureCreated)(?:Async)?\(/g;

function migrationEvidence({ sources }: Survey): Evidence[] {
  const found = firstMatch(sources, migrating);
  return found ? [evidence("migrations", { value: "when it starts", at: found.at }, "likely")] : [];
}

interface Known {
  project: Project;
  others: readonly Project[];
  version: Found<string>;
  survey: Survey;
  source: ProjectTree;
  packages: ReadonlySet<string>;
}

const oldest = 8;

const checks: readonly ((known: Known) => Warning | undefined)[] = [
  ({ project, others }) =>
    others.length > 0
      ? {
          text: `there are ${others.length + 1} programs: ${[project, ...others].map(({ name }) => name).join(", ")}; the first is built`,
          hint: "Change the project and the name of the .dll in the Dockerfile to build another.",
        }
      : undefined,
  ({ version }) =>
    Number(version.value) < oldest
      ? { text: `.NET ${version.value} (${version.at}) gets no updates any more`, hint: "Move it to a newer version." }
      : undefined,
  ({ source }) => {
    const file = databaseFile(source.texts);
    const variable = connectionsIn(source.texts).find(({ of }) => of === sqlite)?.value;
    return (
      file && {
        text: `the database ${file.value} (${file.at}) is a file beside the program, which cannot write there`,
        hint: `Set ${variable ?? "its connection string"} to a file below /tmp, or to another database.`,
      }
    );
  },
  ({ packages, survey, source }) => {
    const hasMigrations = source.paths.some((path) => /(?:^|\/)Migrations\/[^/]{1,200}\.cs$/.test(path));
    const usesThem = [...packages].some((name) => name.startsWith("microsoft.entityframeworkcore"));
    return hasMigrations && usesThem && !firstMatch(survey.sources, migrating)
      ? {
          text: "nothing runs the migrations (Entity Framework) when a version is rolled out",
          hint: "Run them before it, or when the program starts.",
        }
      : undefined;
  },
];

const dotnetWarnings = (known: Known): Warning[] => checks.flatMap((check) => check(known) ?? []);
