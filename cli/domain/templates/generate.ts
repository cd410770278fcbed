import type { Config } from "../../core/config/schema.ts";
import { withoutIgnoring } from "../dockerfile/ignored.ts";
import { renderDockerfile } from "../dockerfile/render.ts";
import type { GeneratedFile } from "../import/plan.ts";
import { type Build, dockerfilePath } from "../members/member.ts";
import type { Facts } from "../packs/pack.ts";
import { below } from "../packs/tree.ts";
import { namingOf } from "../release/naming.ts";
import { setupsOf } from "../services/used-service.ts";
import { builtAs, composeBuild, skaffoldTokens, testsOf } from "./build-tokens.ts";
import { chartTokens } from "./chart-tokens.ts";
import { type Ci, ciTokens, expectedOfPipeline, pipelineOf } from "./ci.ts";
import { composeTokens } from "./compose-tokens.ts";
import { pipelineTokens } from "./pipeline-tokens.ts";
import { processFolders } from "./process-tokens.ts";
import type { Templates } from "./render.ts";
import { render, type Tokens } from "./render.ts";
import { chartParts, serviceWords } from "./service-parts.ts";

export interface GenerateInput {
  facts: Facts;
  /** What its image is built from. */
  build: Build;
  config: Config;
  templates: Templates;
  /** Files of the project's people that take the place of generated ones, by the path of those. */
  userFiles: ReadonlyMap<string, string>;
  /** The project's folder in its repository; empty at the root. */
  folder: string;
  /** What runs its pipeline. */
  ci: readonly Ci[];
  /** Where compose.yaml is somebody else's and does not start the project. */
  composePath?: string | undefined;
}

/** Every file but chatops.yaml, as this version of chatops writes it for this project. */
export function generateFiles(input: GenerateInput): GeneratedFile[] {
  const { facts, build, config, templates, userFiles } = input;
  const template = (path: string) => templateAt(templates, path);
  const tokens = fileTokens(input);
  const partOf = `${config.chart.path}/Chart.yaml`;
  const files: GeneratedFile[] = [
    imageFile({ facts, build }),
    {
      path: below(build.context, ".dockerignore"),
      content: withoutIgnoring(render(template("dockerignore"), tokens), facts.copied ?? []),
    },
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
    { path: "skaffold.yaml", content: render(template("skaffold.yaml"), tokens) },
    { path: input.composePath ?? "compose.yaml", content: render(template("compose.yaml"), tokens) },
  ];
  return withoutOwn(files, userFiles);
}

/** Files that a person's own ones take the place of are not written. */
export const withoutOwn = (files: readonly GeneratedFile[], userFiles: ReadonlyMap<string, string>): GeneratedFile[] =>
  files.map((file) => ({ ...file, instead: file.instead ?? userFiles.get(file.path) }));

/** The Dockerfile, unless the project's people wrote it. */
export function imageFile({
  facts: { dockerfile, port },
  build,
}: Pick<GenerateInput, "facts" | "build">): GeneratedFile {
  const path = dockerfilePath(build);
  if (!dockerfile) return { path, content: "", instead: path };
  const expects = `port ${port.value}, any user, a read-only file system`;
  return { path, content: renderDockerfile(dockerfile), expects };
}

/** A file of the chart by its path in it, and what it is filled with beside what all files are. */
export interface ChartFile {
  name: string;
  text: string;
  words: Tokens;
}

/** The files of the chart: the common ones, those of each service, and those of what runs beside the program. */
function chartTemplates(facts: Facts, templates: Templates): ChartFile[] {
  const common = folderFiles(templates, "chart/").filter(
    ({ name }) => facts.healthCheck || !name.startsWith("templates/tests/"),
  );
  return [...common, ...serviceFiles(facts.services, templates), ...processFiles(facts, templates)];
}

/** Those of backing services. */
export const serviceFiles = (services: Facts["services"], templates: Templates): ChartFile[] =>
  setupsOf(services).flatMap((service) =>
    [...chartParts(templates, service.setup)].sort().map(([name, text]) => ({
      name: `templates/${service.kind.name}-${name}`,
      text,
      words: serviceWords(templates, service),
    })),
  );

/** Those of what runs in the program's image beside it. */
export const processFiles = (facts: Facts, templates: Templates): ChartFile[] =>
  processFolders(facts).flatMap((folder) =>
    folderFiles(templates, `${folder}/chart/`).map((file) => ({ ...file, name: `templates/${file.name}` })),
  );

export const folderFiles = (templates: Templates, folder: string): ChartFile[] =>
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
export function fileTokens({ facts, build, config, folder, templates }: GenerateInput): Tokens {
  const template = (path: string) => templateAt(templates, path);
  const compose = composeTokens(facts, templates);
  const tokens: Tokens = {
    NAME: config.name,
    PROGRAM: config.name,
    PORT: String(facts.port.value),
    CHART: config.chart.path,
    BUILD_OUTPUT: facts.ignored.join("\n"),
    ...pipelineTokens([testsOf({ facts, build })], folder, config),
    ...ciTokens(facts, folder, config),
    DEV_VALUES: ["replicaCount: 1", ...setupsOf(facts.services).flatMap(({ setup }) => setup.devValues)].join("\n"),
    ...skaffoldTokens([{ image: namingOf(config).images[0].pull, build }]),
    ...compose,
    SERVICES: builtAs(compose.SERVICES ?? "", build),
    BUILD: composeBuild(build),
    PUBLISHED: `ports: ["\${PORT:-${facts.port.value}}:${facts.port.value}"]`,
    ...chartTokens(facts, config, templates),
  };
  return { ...tokens, PROGRAMS: render(template("compose.program.yaml"), tokens) };
}
