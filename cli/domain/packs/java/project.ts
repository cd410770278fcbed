import { firstMatch, sourcesOf } from "../shared/scan.ts";
import { portOfSettings } from "../shared/settings.ts";
import { type Survey, surveyOf } from "../shared/survey.ts";
import { assumed, type Found, isOneOfSeveral, type ProjectTree } from "../tree.ts";
import type { Build } from "./build.ts";
import { type Databases, databasesOf } from "./databases.ts";
import { type Context, type Framework, frameworkOf, isSpring, portOf } from "./frameworks.ts";
import { readGradle } from "./gradle.ts";
import { javaLanguage } from "./language.ts";
import { type Liberty, readLiberty } from "./liberty.ts";
import { hostVariable } from "./listens.ts";
import { readMaven } from "./maven.ts";
import { type Migrations, migrationsOf } from "./migrations.ts";
import { pomFile } from "./pom.ts";
import { findProgram, type Program } from "./programs.ts";
import { ownFile, readSettings, type Setting, servedSettings } from "./settings.ts";
import { modulesOf, sourceTree } from "./sources.ts";

/** A build, the program that is run, and what that is configured by. */
export interface Project {
  build: Build;
  program: Program | undefined;
  /** Folders of the modules that the program is made of. */
  folders: readonly string[];
  settings: readonly Setting[];
  /** What stands in files of its own, where no framework has one. */
  own: readonly Setting[];
  framework: (Framework & { at: string }) | undefined;
  dependencies: ReadonlySet<string>;
  databases: Databases;
  /** What its server is told, if it is Open Liberty. */
  liberty: Liberty | undefined;
}

export function readProject(tree: ProjectTree): Project {
  const build = readMaven(tree) ?? readGradle(tree) ?? { ...noBuild, name: { value: tree.folder, at: "folder" } };
  const program = findProgram(tree, build, isOneOfSeveral(tree) ? tree.within?.folder : undefined);
  const modules = program ? modulesOf(program.module, build.modules) : build.modules;
  const folders = modules.map(({ folder }) => folder);
  const settings = [...readSettings(tree, folders, build.properties), ...servedSettings(tree)];
  const dependencies = new Set(modules.flatMap((module) => [...module.dependencies]));
  const framework = frameworkOf({ build, dependencies });
  const own = framework?.portKey ? [] : readSettings(tree, folders, build.properties, ownFile);
  const databases = databasesOf(dependencies, [...settings, ...own], isSpring(framework));
  const liberty =
    program?.packaging.value === "liberty" ? readLiberty(tree, program.module.folder, build.properties) : undefined;
  return { build, program, folders, settings, own, framework, dependencies, databases, liberty };
}

const noBuild: Omit<Build, "name"> = {
  tool: "Maven",
  file: pomFile,
  modules: [],
  wrapper: undefined,
  java: undefined,
  springBoot: undefined,
  quarkus: undefined,
  properties: new Map(),
  arguments: [],
};

/** What code and configuration say together. */
export interface Read {
  survey: Survey;
  context: Context;
  /** Variables that have its framework answer as a container's program has to. */
  environment: Readonly<Record<string, string>>;
  migrations: Migrations | undefined;
  /** Servlets by their old name. */
  usesJavax: boolean;
  /** Where the code asks for what a servlet container has not, and no dependency brings. */
  needsEnterprise: string | undefined;
}

const servletPort: Found<number> = { value: 8080, at: `${assumed}, Tomcat's own` };

/** What is configured counts more than what the code says. */
export function readSources(tree: ProjectTree, project: Project, start: Found<string>): Read {
  const { build, folders, settings, own, framework, databases, dependencies, liberty } = project;
  const others = build.modules.map(({ folder }) => folder).filter((folder) => folder && !folders.includes(folder));
  const source = sourceTree(tree, folders, others, settings);
  const survey = surveyOf(source, {
    language: javaLanguage,
    start,
    port: liberty?.port ?? (project.program?.packaging.value === "war" ? servletPort : portOf(framework, settings)),
    said: portOfSettings({ said: own.map(({ name, value, at }) => ({ path: name.split("."), value, at })) }),
    dependencies: { ecosystem: "maven", names: databases.dependencies },
    workingFolder: "/app",
  });
  const context = { build, settings, dependencies, guardsHealth: guardOf(source, dependencies) };
  const { readiness, liveness } = liberty?.health ?? framework?.health(context) ?? survey.health;
  const health = {
    readiness: readiness ?? survey.health.readiness,
    liveness: liveness ?? survey.health.liveness,
  };
  // A driver, or a Compose file, may be there for a profile that is not active.
  const services = databases.inside ? survey.services.filter(({ kind }) => !kind.setup?.isSql) : survey.services;
  const metrics = framework?.metrics ? framework.metrics(context) : survey.metrics;
  const host = framework && hostVariable(framework, settings);
  const loopback = host && survey.loopback === host.at ? undefined : survey.loopback;
  const called = firstMatch(survey.sources, /\bFlyway\b[^\n]{0,200}|\.migrate\(\)|\bnew Liquibase\(/g)?.at;
  return {
    survey: { ...survey, services, health, metrics, loopback, stop: survey.stop ?? "the JVM ends by it" },
    context,
    environment: {
      ...framework?.environment?.(context),
      ...(host && { [host.value]: "0.0.0.0" }),
    },
    migrations: migrationsOf({ dependencies, settings, isSpring: isSpring(framework), called }),
    usesJavax: firstMatch(survey.sources, /\bimport (javax\.servlet)\b/g) !== undefined,
    needsEnterprise: [...dependencies].some((name) => bringsParts.test(name))
      ? undefined
      : firstMatch(survey.sources, /^import (?:jakarta|javax)\.(?:ejb|ws\.rs|enterprise|faces)\b/gm)?.at,
  };
}

/** What brings parts of Jakarta EE into a servlet container. */
const bringsParts = /^(?:spring|jersey|resteasy|cxf|weld|openwebbeans|tomee|myfaces|mojarra|jakarta\.faces)/;

/** Where the code says who may ask for what, if it does not speak of Actuator's paths. */
function guardOf(tree: ProjectTree, dependencies: ReadonlySet<string>): string | undefined {
  if (!dependencies.has("spring-boot-starter-actuator")) return undefined;
  const sources = sourcesOf(tree, javaLanguage);
  const rules = firstMatch(sources, /\b(?:SecurityFilterChain|WebSecurityConfigurerAdapter|SecurityWebFilterChain)\b/g);
  return rules && !firstMatch(sources, /\bEndpointRequest\b|\/actuator\b|\/health\b/g) ? rules.at : undefined;
}
