import { serviceVariables } from "../../services/used-service.ts";
import { pagesEvidence, pagesWarnings } from "../node/pages.ts";
import type { Description, Evidence, Facts, Pack, Recognized } from "../pack.ts";
import { evidence } from "../shared/evidence.ts";
import { bashCheck } from "../shared/health-check.ts";
import { ignoredFolders } from "../shared/ignored.ts";
import { programFacts } from "../shared/program-facts.ts";
import { firstMatch } from "../shared/scan.ts";
import type { Survey } from "../shared/survey.ts";
import { assumed, type Found, isOneOfSeveral, type ProjectTree } from "../tree.ts";
import type { Build } from "./build.ts";
import { dropwizardOf } from "./dropwizard.ts";
import { answersRequests, isSpring, portOption } from "./frameworks.ts";
import { catalogFile } from "./gradle-catalog.ts";
import { isGradleFile } from "./gradle-text.ts";
import { imageOf, type Started, startOf } from "./image.ts";
import { javaLanguage } from "./language.ts";
import { serverFile } from "./liberty.ts";
import { migrationWarnings } from "./migrations.ts";
import { pagesOf } from "./pages.ts";
import { pomFile } from "./pom.ts";
import { nothingToRun, runnableOf } from "./programs.ts";
import { type Project, type Read, readProject, readSources } from "./project.ts";
import { ownFile, servedFile, settingsFile } from "./settings.ts";
import { type JavaVersion, javaVersion, pinFiles } from "./version.ts";
import { javaWarnings, needsServer } from "./warnings.ts";

/** Programs in Java and Kotlin that Maven or Gradle builds. */
export const java: Pack = {
  name: "java",
  title: "Java or Kotlin",
  language: javaLanguage,
  manifests: [
    ...[pomFile, "gradle.properties", "gradle-wrapper.properties", "maven-wrapper.properties", ...pinFiles],
    catalogFile.split("/").at(-1) ?? "",
    /\.gradle(?:\.kts)?$/,
    settingsFile,
    ownFile,
    servedFile,
    serverFile,
  ],
  recognize,
  buildsBelow: true,
  programs: programsOf,
  serves: (tree, { port }) => {
    const { framework, dependencies } = readProject(tree);
    // What makes a server of it may come from a parent that is not built with it.
    return answersRequests(framework, dependencies) || !port.at.startsWith(assumed);
  },
  works: (tree) =>
    firstMatch(readSources(tree, readProject(tree), { value: "", at: "" }).survey.sources, listener) !== undefined,
  missing: "no pom.xml and no build.gradle",
  describe,
  detect,
  configured,
};

/** What takes the messages of a broker, or is called by the clock. */
const listener = /@(Kafka|Rabbit|Jms|Sqs|StreamListener|Stream|Pulsar|Scheduled)(?:Listener)?\b/g;

function recognize({ paths }: ProjectTree): Recognized | undefined {
  const at = paths.find((path) => path === pomFile || isGradleFile(path));
  return at === undefined ? undefined : { at, sure: "certain" };
}

/** What one has a main method for may be a tool; of several, what a framework or a servlet container runs is none. */
function programsOf(tree: ProjectTree): Found<string>[] {
  return runnableOf(readProject(tree).build)
    .filter(({ packaging }) => packaging?.value !== "classes")
    .map(({ folder, packaging, name }) => ({ value: folder, at: packaging?.at ?? name.at }));
}

function describe(tree: ProjectTree): Description {
  const project = readProject(tree);
  const { build, databases } = project;
  const started = startedBy(tree, project);
  const migrates = started?.dropwizard?.migrates;
  return {
    ...(migrates && {
      migration: { value: startOf(started, "db migrate"), at: "dependency dropwizard-migrations" },
    }),
    names: [build.name, { value: tree.folder, at: "folder" }],
    dependencies: { ecosystem: "maven", names: databases.dependencies },
    testSteps: [testLine(build)],
    startsSlowly: true,
  };
}

function testLine({ tool, wrapper }: Build): string {
  const isWrapped = wrapper && !wrapper.lacks;
  if (tool === "Maven") return `${isWrapped ? "bash mvnw" : "mvn"} --batch-mode verify`;
  return `${isWrapped ? "bash gradlew" : "gradle"} test`;
}

function detect(tree: ProjectTree): Facts {
  const project = readProject(tree);
  const { build, program } = project;
  const started = startedBy(tree, project);
  if (!program || !started) throw nothingToRun(tree, build);
  const version = javaVersion(tree, build);
  const start = { value: startOf(started), at: program.packaging.at };
  const read = readSources(tree, project, start);
  const { guardsHealth } = read.context;
  const pages = pagesOf(tree, program.module);
  return programFacts({
    pack: java.name,
    tree,
    about: describe(tree),
    survey: read.survey,
    pagesIn: pages?.folder,
    image: {
      ...imageOf({
        ...started,
        java: version.value,
        usesJavax: read.usesJavax,
        liberty: project.liberty,
        pages,
        folder: isOneOfSeveral(tree) ? undefined : tree.within?.folder,
      }),
      environment: read.environment,
    },
    check: bashCheck,
    outputs: outputsOf(tree, build),
    evidence: [...evidenceOf(project, read, version, start), ...(pages ? pagesEvidence(pages) : [])],
    warnings: [
      ...version.warnings,
      ...javaWarnings({ ...project, tree, program, guardsHealth }),
      ...migrationWarnings(read.migrations),
      ...(pages ? pagesWarnings(pages) : []),
      ...(program.packaging.value === "war" && read.needsEnterprise ? [needsServer(read.needsEnterprise)] : []),
    ],
  });
}

const startedBy = (
  tree: ProjectTree,
  { build, program, settings, framework, dependencies }: Project,
): Started | undefined =>
  program && {
    build,
    program,
    isSpring: isSpring(framework),
    portOption: portOption(framework, settings),
    dropwizard: dropwizardOf(tree, dependencies),
  };

/** What its framework and its settings say, whoever wrote the Dockerfile. */
function configured(survey: Survey, tree: ProjectTree): Survey {
  const project = readProject(tree);
  const { databases } = project;
  if (!project.program) return { ...survey, stop: survey.stop ?? "the JVM ends by it" };
  const { survey: read, environment } = readSources(tree, project, { value: "", at: "" });
  const known = serviceVariables(survey.services);
  return {
    ...survey,
    port: survey.port.at.startsWith(assumed) ? read.port : survey.port,
    health: {
      readiness: survey.health.readiness ?? read.health.readiness,
      liveness: survey.health.liveness ?? read.health.liveness,
    },
    metrics: survey.metrics ?? read.metrics,
    services: databases.inside ? survey.services.filter(({ kind }) => !kind.setup?.isSql) : survey.services,
    variables: read.variables.filter(({ value }) => !known.has(value) && !(value in survey.environment)),
    environment: { ...survey.environment, ...environment },
    loopback: read.loopback,
    stop: read.stop,
  };
}

function evidenceOf(
  { build, framework, program, databases, liberty }: Project,
  { migrations }: Read,
  version: JavaVersion,
  start: Found<string>,
): Evidence[] {
  const { wrapper, profile } = build;
  const tool = { ...(wrapper?.version && { value: wrapper.version }), at: wrapper?.at ?? build.file };
  const boot = isSpring(framework) && build.springBoot ? { value: build.springBoot.value } : {};
  const module = program?.module.folder ? { value: program.module.folder, at: program.module.name.at } : undefined;
  return [
    evidence("java", { value: String(version.value), at: version.at }, "certain"),
    evidence(build.tool.toLowerCase(), tool, "certain"),
    ...(profile ? [evidence("profile", profile, "likely")] : []),
    ...(framework ? [evidence(framework.name, { ...boot, at: framework.at }, "certain")] : []),
    ...(liberty && program ? [evidence("open liberty", { at: program.packaging.at }, "certain")] : []),
    ...(module ? [evidence("module", module, program?.others.length ? "likely" : "certain")] : []),
    evidence("start", start, program?.packaging.value === "classes" ? "likely" : "certain"),
    ...(databases.inside ? [evidence("database in the program", databases.inside, "certain")] : []),
    ...(migrations ? [evidence("migrations", migrations, "certain")] : []),
  ];
}

function outputsOf(tree: ProjectTree, { modules }: Build): string[] {
  const ignored = ignoredFolders(tree, ["target", "build", ".gradle", "out", "bin"]);
  return ignored.flatMap((folder) => modules.map((module) => [module.folder, folder].filter(Boolean).join("/")));
}
