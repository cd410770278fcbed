import type { Config } from "../../core/config/schema.ts";
import { withoutIgnoring } from "../dockerfile/ignored.ts";
import { renderDockerfile } from "../dockerfile/render.ts";
import type { GeneratedFile } from "../import/plan.ts";
import type { Facts } from "../packs/pack.ts";
import { backingServices } from "../services/all.ts";
import { setupsOf } from "../services/detect.ts";
import { chartTokens } from "./chart-tokens.ts";
import { type Ci, ciTokens, expectedOfPipeline, otherPipelines, pipelineOf } from "./ci.ts";
import { composeTokens } from "./compose-tokens.ts";
import { pipelineTokens } from "./pipeline-tokens.ts";
import { processFolders } from "./process-tokens.ts";
import { render, type Tokens } from "./render.ts";
import { chartParts, serviceWords } from "./service-parts.ts";

export type Templates = ReadonlyMap<string, string>;

export interface GenerateInput {
  facts: Facts;
  config: Config;
  templates: Templates;
  /** Files of the project's people that take the place of generated ones, by the path of those. */
  userFiles: ReadonlyMap<string, string>;
  /** The project's folder in its repository; empty at the root. */
  folder: string;
  /** What runs its pipeline. */
  ci: readonly Ci[];
}

/** Every file but chatops.yaml, as this version of chatops writes it for this project. */
export function generateFiles(input: GenerateInput): GeneratedFile[] {
  const { facts, config, templates, userFiles } = input;
  const template = (path: string) => templateAt(templates, path);
  const tokens = fileTokens(input);
  const partOf = `${config.chart.path}/Chart.yaml`;
  const files: GeneratedFile[] = [
    imageFile(facts),
    { path: ".dockerignore", content: withoutIgnoring(render(template("dockerignore"), tokens), facts.copied ?? []) },
    ...chartTemplates(facts, templates).map(({ name, text, words }) => ({
      path: `${config.chart.path}/${name}`,
      content: render(text, { ...tokens, ...words }),
      partOf,
    })),
    ...input.ci.map((ci) => ({
      path: pipelineOf(ci).path,
      content: render(template(pipelineOf(ci).template), tokens),
      ...expectedOfPipeline(ci),
    })),
    ...["skaffold.yaml", "compose.yaml"].map((path) => ({ path, content: render(template(path), tokens) })),
  ];
  return files.map((file) => ({ ...file, instead: file.instead ?? userFiles.get(file.path) }));
}

const imageFile = ({ dockerfile, port }: Facts): GeneratedFile =>
  dockerfile
    ? {
        path: "Dockerfile",
        content: renderDockerfile(dockerfile),
        expects: `port ${port.value}, any user, a read-only file system`,
      }
    : { path: "Dockerfile", content: "", instead: "Dockerfile" };

/** Pipelines and chart files that this project does not need: an earlier import may have generated them. */
export function unneededFiles({ facts, config, templates, ci }: GenerateInput): string[] {
  const all = backingServices.flatMap(({ name: kind, setup }) =>
    setup ? [...chartParts(templates, setup).keys()].map((name) => partName(kind, name)) : [],
  );
  const needed = new Set(chartTemplates(facts, templates).map(({ name }) => name));
  const ofChart = [...all, ...processFiles(templates, ["migration", "workers"]).map(({ name }) => name)]
    .filter((name) => !needed.has(name))
    .sort()
    .map((name) => `${config.chart.path}/${name}`);
  return [...otherPipelines(ci), ...ofChart];
}

/** A file of the chart by its path in it, and what it is filled with beside what all files are. */
interface ChartFile {
  name: string;
  text: string;
  words: Tokens;
}

/** The files of the chart: the common ones, those of each service, and those of what runs beside the program. */
function chartTemplates(facts: Facts, templates: Templates): ChartFile[] {
  const common = folderFiles(templates, "chart/").filter(
    ({ name }) => facts.healthCheck || !name.startsWith("templates/tests/"),
  );
  const services = setupsOf(facts.services).flatMap((service) =>
    [...chartParts(templates, service.setup)].sort().map(([name, text]) => ({
      name: partName(service.kind.name, name),
      text,
      words: serviceWords(templates, service),
    })),
  );
  return [...common, ...services, ...processFiles(templates, processFolders(facts))];
}

const partName = (kind: string, name: string) => `templates/${kind}-${name}`;

const processFiles = (templates: Templates, folders: readonly string[]): ChartFile[] =>
  folders.flatMap((folder) =>
    folderFiles(templates, `${folder}/chart/`).map((file) => ({ ...file, name: `templates/${file.name}` })),
  );

const folderFiles = (templates: Templates, folder: string): ChartFile[] =>
  [...templates]
    .filter(([path]) => path.startsWith(folder))
    .map(([path, text]) => ({ name: path.slice(folder.length), text, words: {} }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));

export function templateAt(templates: Templates, path: string): string {
  const text = templates.get(path);
  if (text === undefined) throw new Error(`no template ${path}`);
  return text;
}

/** Every word of the templates. */
export function fileTokens({ facts, config, folder, templates }: GenerateInput): Tokens {
  return {
    NAME: config.name,
    PORT: String(facts.port.value),
    CHART: config.chart.path,
    BUILD_OUTPUT: facts.ignored.join("\n"),
    ...pipelineTokens(facts.testSteps, folder, config),
    ...ciTokens(facts, folder, config),
    DEV_VALUES: ["replicaCount: 1", ...setupsOf(facts.services).flatMap(({ setup }) => setup.devValues)].join("\n"),
    ...composeTokens(facts, templates),
    ...chartTokens(facts, config, templates),
  };
}
