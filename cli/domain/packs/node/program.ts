import { usesDatabase } from "../shared/processes.ts";
import { type Survey, surveyOf } from "../shared/survey.ts";
import { below, type ProjectTree } from "../tree.ts";
import type { Start } from "./command.ts";
import { describe } from "./describe.ts";
import { fastifyLoopback } from "./fastify.ts";
import type { Built, Findings } from "./findings.ts";
import { javascript } from "./language.ts";
import { prismaOf, sqliteVariable } from "./prisma.ts";
import { servedPackage, withServed } from "./served-packages.ts";
import { servedPages } from "./served-pages.ts";
import { detectStart } from "./start.ts";
import { hostOf, portIfUnsaid, usualPort } from "./usual-port.ts";
import { manifestOf, prismasOf, withNeeded } from "./workspace.ts";

/** How a program runs, which is started as the manifest says unless more is known of it. */
export function findingsOf(built: Built, known?: Start): Findings {
  const { tree, manifest } = built;
  const start = known ?? detectStart(manifest, tree);
  const { dependencies, migration } = describe(tree);
  const read = surveyOf(tree, {
    language: javascript,
    start,
    usual: usualPort(start, manifest, tree),
    ifUnsaid: portIfUnsaid(start, manifest),
    dependencies,
    workingFolder: workingFolderOf(tree),
    settings: withNeeded(tree),
  });
  const told = configured(read, tree);
  const survey = { ...told, environment: { ...told.environment, ...hostOf(start) } };
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
export function configured(survey: Survey, tree: ProjectTree): Survey {
  const { dependencies } = manifestOf(tree);
  const file = dependencies.has("@prisma/client") ? sqliteVariable(withNeeded(tree)) : undefined;
  const isNew = file && !survey.variables.some(({ value }) => value === file.value);
  return {
    ...survey,
    variables: isNew ? [file, ...survey.variables] : survey.variables,
    loopback: survey.loopback ?? fastifyLoopback(survey.sources, dependencies),
  };
}

/** Where a project is in its image. */
export const workingFolderOf = ({ within }: ProjectTree) => below("/app", within?.folder ?? "");
