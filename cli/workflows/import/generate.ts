import { readPresent } from "../../adapters/files.ts";
import type { Checkout } from "../../adapters/git/checkout.ts";
import { parseConfig } from "../../core/config/parse.ts";
import type { Config } from "../../core/config/schema.ts";
import { lockFile, readLock } from "../../domain/import/generated-files-lock.ts";
import type { GeneratedFile } from "../../domain/import/plan.ts";
import type { Facts, Warning } from "../../domain/packs/pack.ts";
import type { Found, ProjectTree } from "../../domain/packs/tree.ts";
import { chooseChart } from "../../domain/templates/chart-choice.ts";
import { type Ci, chooseCi, ciWarnings } from "../../domain/templates/ci.ts";
import { configTokens } from "../../domain/templates/config-file.ts";
import { generateFiles, templateAt, unneededFiles } from "../../domain/templates/generate.ts";
import { chooseName, type Overrides, verifyAgreement } from "../../domain/templates/import-options.ts";
import { render } from "../../domain/templates/render.ts";
import { userFiles } from "../../domain/templates/user-files.ts";

export interface GenerateOptions {
  directory: string;
  tree: ProjectTree;
  facts: Facts;
  checkout: Checkout | undefined;
  templates: ReadonlyMap<string, string>;
  configFile: string;
  wishes: Overrides;
  force: readonly string[];
  /** What runs the pipeline, where somebody said it. */
  ci: readonly Ci[] | undefined;
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
  const { facts, tree, templates, wishes, draft, configFile } = options;
  const config = await presentConfig(options);
  const name = chooseName(facts, wishes, config?.parsed);
  const { text, warnings } = config ?? newConfig(options, name.value);
  const parsed = config?.parsed ?? parseConfig(text, configFile);
  const input = {
    facts,
    config: parsed,
    templates,
    userFiles: userFiles(tree),
    folder: options.checkout?.folder ?? "",
    ci: chooseCi(tree, readLock(tree.texts.get(lockFile)), options.ci),
  };
  const files = draft ? generateFiles(input) : [];
  const unneeded = draft ? unneededFiles(input) : [];
  return {
    name,
    files: [...files, { path: configFile, content: text, once: true }],
    unneeded,
    chart: parsed.chart.path,
    warnings: [...warnings, ...ciWarnings(input.ci, input.folder)],
  };
}

async function presentConfig({ directory, configFile, force, wishes }: GenerateOptions) {
  const found = (await readPresent(directory, [configFile])).get(configFile);
  if (!found || !("text" in found) || force.includes(configFile)) return undefined;
  const parsed: Config = parseConfig(found.text, configFile);
  verifyAgreement(wishes, parsed);
  return { text: found.text, parsed, warnings: [] };
}

function newConfig({ tree, templates, checkout, wishes }: GenerateOptions, name: string) {
  const composeFile = userFiles(tree).get("compose.yaml") ?? "compose.yaml";
  const { path: chartPath, warnings } = chooseChart(tree, name, wishes.chart);
  const tokens = configTokens({
    ...wishes,
    name,
    branch: checkout?.branch,
    isBelow: Boolean(checkout?.folder),
    chartPath,
    composeFile,
  });
  return { text: render(templateAt(templates, "chatops.yaml"), tokens), warnings };
}
