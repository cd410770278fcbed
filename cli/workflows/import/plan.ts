import { readPresent, readTree } from "../../adapters/files.ts";
import type { Checkout } from "../../adapters/git/checkout.ts";
import { committedFiles } from "../../adapters/git/commit.ts";
import { readTemplates } from "../../adapters/templates.ts";
import type { Session } from "../../core/session.ts";
import { lockFile, readLock, readMeasured, readWritten } from "../../domain/import/generated-files-lock.ts";
import type { MeasuredServices } from "../../domain/import/measured.ts";
import { forcedFiles, isForced, type PlannedFile, type Present, planImport } from "../../domain/import/plan.ts";
import { withoutOtherProjects } from "../../domain/members/other-projects.ts";
import type { Subject } from "../../domain/members/subject.ts";
import type { Evidence, Warning } from "../../domain/packs/pack.ts";
import { evidence } from "../../domain/packs/shared/evidence.ts";
import type { Found, ProjectTree } from "../../domain/packs/tree.ts";
import type { Ci } from "../../domain/templates/ci.ts";
import { accessOf } from "../../releases/access.ts";
import { chooseSubject } from "./choose-services.ts";
import { type Generated, generate, type PresentConfig, presentConfig } from "./generate.ts";
import { findCheckout, verifyForced } from "./git.ts";
import { type Heritage, heritageOf, portWarnings } from "./jenkins-x.ts";
import { type Migration, migrationWarnings, planMigration, verifyMigratable } from "./migrate.ts";

/** What decides about the files. */
export interface PlanOptions {
  /** False: chatops.yaml only. */
  draft: boolean;
  pack?: string;
  /** Of several services, these alone. */
  service?: string[];
  name?: string;
  image?: string;
  chartRepo?: string;
  /** Those of the cluster, the first one first. */
  environments?: readonly string[];
  /** Folder of the project's own chart. */
  chart?: string;
  /** Brings what Jenkins X or an older Helm left to what is taken today. */
  migrate?: boolean;
  force?: string[];
  /** What runs the pipeline. */
  ci?: Ci[];
  /** What the services were just seen to take. */
  measured?: MeasuredServices;
}

export const wishesOf = ({ name, image, chartRepo, chart, environments }: PlanOptions) => ({
  name,
  image,
  chartRepository: chartRepo,
  chart,
  environments,
});

/** All that an import found out and is going to do. */
export interface ImportPlan {
  name: Found<string>;
  subject: Subject;
  isRepository: boolean;
  evidence: readonly Evidence[];
  warnings: readonly Warning[];
  files: readonly PlannedFile[];
  /** What stands at their paths. */
  present: ReadonlyMap<string, Present>;
}

interface Project {
  tree: ProjectTree;
  /** How many sources were too many to be read. */
  unread: number;
  /** What is in the repository and is imported by itself. */
  others: readonly Evidence[];
  config: PresentConfig | undefined;
  checkout: Checkout | undefined;
  templates: ReadonlyMap<string, string>;
  heritage: Heritage;
}

export async function planProject(session: Session, directory: string, options: PlanOptions): Promise<ImportPlan> {
  const project = await session.steps.look("Read the project", () => readProject(session, directory, options));
  const { config, heritage, checkout, tree } = project;
  const { draft, migrate } = options;
  const subject = await chooseSubject(session, tree, config?.parsed, options);
  const generated = await generate({
    ...project,
    subject,
    configFile: session.configFile,
    wishes: wishesOf(options),
    ci: options.ci,
    measured: measuredOf(project, options),
    draft,
  });
  const migration = draft ? await planMigration(directory, tree, generated) : undefined;
  if (migrate && migration) verifyMigratable(migration);
  const { name } = generated;
  return {
    ...(await planFiles(session, directory, { project, generated, migration, options })),
    name,
    subject,
    isRepository: checkout !== undefined,
    evidence: [evidence("name", name, "certain"), ...project.others, ...heritage.evidence, ...subject.evidence],
    warnings: [
      ...subject.warnings,
      ...generated.warnings,
      ...heritage.warnings,
      ...portWarnings(tree, subject.facts),
      ...unreadWarnings(project.unread),
      ...(migration && !migrate ? migrationWarnings(migration) : []),
    ],
  };
}

async function readProject(session: Session, directory: string, options: PlanOptions): Promise<Project> {
  const { force = [], migrate = false } = options;
  const all = await readTree(directory);
  const { configFile } = session;
  const [checkout, templates, config] = await Promise.all([
    findCheckout(session, directory),
    readTemplates(),
    presentConfig({ directory, configFile, force, wishes: wishesOf(options) }),
  ]);
  // Who named services in a chatops.yaml of the whole meant them.
  const { tree, evidence: others } = config?.parsed?.services ? { tree: all, evidence: [] } : withoutOtherProjects(all);
  const heritage = heritageOf(tree, migrate);
  const replaced = [...force, ...heritage.replaces.keys()];
  return {
    tree: withoutForced(tree, replaced),
    unread: all.unread ?? 0,
    others,
    config,
    checkout,
    templates,
    heritage,
  };
}

const unreadWarnings = (unread: number): Warning[] =>
  unread === 0
    ? []
    : [
        {
          text: `${unread} sources are too many to be read, those deepest in the project: what only they say is not known`,
          hint: "Check port and variables, or name the folder of one program: chatops import <folder>.",
        },
      ];

/** A Dockerfile that is to be overwritten says nothing. */
const withoutForced = (tree: ProjectTree, force: readonly string[]): ProjectTree =>
  isForced("Dockerfile", force) ? { ...tree, paths: tree.paths.filter((path) => path !== "Dockerfile") } : tree;

/** What was measured now, or by an earlier import. */
const measuredOf = ({ tree }: Project, { measured }: PlanOptions): MeasuredServices =>
  measured ?? readMeasured(tree.texts.get(lockFile));

interface PlanParts {
  project: Project;
  generated: Generated;
  migration: Migration | undefined;
  options: PlanOptions;
}

async function planFiles(
  session: Session,
  directory: string,
  { project, generated, migration, options }: PlanParts,
): Promise<Pick<ImportPlan, "files" | "present">> {
  const { force = [], migrate = false } = options;
  const migrated = migrate ? (migration?.files ?? []) : [];
  const paths = [...generated.files, ...migrated].map(({ path }) => path);
  const present = await readPresent(directory, [...paths, ...generated.unneeded, lockFile]);
  const found = present.get(lockFile);
  const lock = found && "text" in found ? found.text : undefined;
  const isOverwriting = project.checkout && (migrate || force.length > 0);
  const files = planImport({
    generated: generated.files,
    unneeded: generated.unneeded,
    present,
    lock: readLock(lock),
    written: readWritten(lock),
    measured: measuredOf(project, options),
    force,
    replaces: project.heritage.replaces,
    migrated,
    committed: isOverwriting ? await committedFiles(directory, accessOf(session)) : new Map(),
  });
  if (forcedFiles(files).length > 0) await verifyForced(session, directory, files);
  return { files, present };
}
