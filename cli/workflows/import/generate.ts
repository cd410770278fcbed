import { readPresent } from "../../adapters/files.ts";
import type { Checkout } from "../../adapters/git/checkout.ts";
import { parseConfig } from "../../core/config/parse.ts";
import type { Config } from "../../core/config/schema.ts";
import { lockFile, readLock } from "../../domain/import/generated-files-lock.ts";
import type { MeasuredServices } from "../../domain/import/measured.ts";
import type { GeneratedFile } from "../../domain/import/plan.ts";
import type { Subject } from "../../domain/members/subject.ts";
import type { Facts, Warning } from "../../domain/packs/pack.ts";
import type { Found, ProjectTree } from "../../domain/packs/tree.ts";
import { builtByConfig, composePathOf } from "../../domain/templates/built-by-config.ts";
import { chooseChart } from "../../domain/templates/chart-choice.ts";
import { type Ci, chooseCi, ciWarnings } from "../../domain/templates/ci.ts";
import { configTokens } from "../../domain/templates/config-file.ts";
import { generateFiles, templateAt } from "../../domain/templates/generate.ts";
import { chooseName, type Overrides, verifyAgreement } from "../../domain/templates/import-options.ts";
import { render } from "../../domain/templates/render.ts";
import { generateSeveral } from "../../domain/templates/several.ts";
import { userFiles } from "../../domain/templates/user-files.ts";

/** A chatops.yaml that is there. */
export interface PresentConfig {
  text: string;
  parsed: Config;
  warnings: readonly Warning[];
}

export interface GenerateOptions {
  tree: ProjectTree;
  subject: Subject;
  config: PresentConfig | undefined;
  checkout: Checkout | undefined;
  templates: ReadonlyMap<string, string>;
  configFile: string;
  wishes: Overrides;
  /** What runs the pipeline, where somebody said it. */
  ci: readonly Ci[] | undefined;
  /** What the services were seen to take. */
  measured: MeasuredServices;
  /** False: chatops.yaml only. */
  draft: boolean;
}

export interface Generated {
  name: Found<string>;
  files: GeneratedFile[];
  /** See PlanInput. */
  unneeded: string[];
  /** Folder of the chart. */
  chart: string;
  warnings: readonly Warning[];
}

/** The files of an import. A chatops.yaml that is there decides; else it is the first file that is generated. */
export async function generate(options: GenerateOptions): Promise<Generated> {
  const { subject, tree, templates, wishes, draft, configFile, config } = options;
  const name = chooseName(subject.name, wishes, config?.parsed);
  const { text, warnings } = config ?? newConfig(options, name.value);
  const parsed = config?.parsed ?? parseConfig(text, configFile);
  const input = {
    config: parsed,
    templates,
    userFiles: userFiles(tree),
    folder: options.checkout?.folder ?? "",
    ci: chooseCi(tree, readLock(tree.texts.get(lockFile)), options.ci),
    composePath: composePathOf(subject, tree, { name: name.value, config: config?.parsed }),
  };
  const { facts, members } = subject;
  const sized = <T extends Facts>(of: T, service: string) => ({ ...of, measured: options.measured.get(service) });
  const generated = members
    ? generateSeveral({
        ...input,
        members: members.map((member) => ({ ...member, facts: sized(member.facts, member.name) })),
      })
    : generateFiles({ ...input, ...subject, facts: sized(facts, name.value) });
  const files = draft ? generated : [];
  const all = [...files, { path: configFile, content: text, once: true }];
  return {
    name,
    files: all,
    unneeded: draft ? unneededFiles(tree, all) : [],
    chart: parsed.chart.path,
    warnings: [...warnings, ...ciWarnings(input.ci, input.folder)],
  };
}

/** What an earlier import generated for a service or a backing service that is no longer there. */
function unneededFiles({ texts }: ProjectTree, files: readonly GeneratedFile[]): string[] {
  const generated = new Set(files.map(({ path }) => path));
  return [...readLock(texts.get(lockFile)).keys()].filter((path) => !generated.has(path));
}

interface ConfigPlace {
  directory: string;
  configFile: string;
  force: readonly string[];
  wishes: Overrides;
}

export async function presentConfig({
  directory,
  configFile,
  force,
  wishes,
}: ConfigPlace): Promise<PresentConfig | undefined> {
  const found = (await readPresent(directory, [configFile])).get(configFile);
  if (!found || !("text" in found) || force.includes(configFile)) return undefined;
  const parsed: Config = parseConfig(found.text, configFile);
  verifyAgreement(wishes, parsed);
  return { text: found.text, parsed, warnings: [] };
}

function newConfig({ tree, templates, checkout, wishes, subject }: GenerateOptions, name: string) {
  const composeFile =
    composePathOf(subject, tree, { name, config: undefined }) ?? userFiles(tree).get("compose.yaml") ?? "compose.yaml";
  const { path: chartPath, warnings } = chooseChart(tree, name, wishes.chart);
  const tokens = configTokens({
    ...wishes,
    name,
    branch: checkout?.branch,
    isBelow: Boolean(checkout?.folder),
    chartPath,
    composeFile,
    ...builtByConfig(subject, tree, name),
  });
  return { text: render(templateAt(templates, "chatops.yaml"), tokens), warnings };
}
