import type { Config } from "../../core/config/schema.ts";
import { withoutIgnoring } from "../dockerfile/ignored.ts";
import { renderDockerfile } from "../dockerfile/render.ts";
import type { GeneratedFile } from "../import/plan.ts";
import type { Facts } from "../packs/pack.ts";
import { setupsOf } from "../services/detect.ts";
import { chartTokens } from "./chart-tokens.ts";
import { composeTokens } from "./compose-tokens.ts";
import { pipelineTokens } from "./pipeline-tokens.ts";
import { render, type Tokens } from "./render.ts";

export type Templates = ReadonlyMap<string, string>;

export interface GenerateInput {
  facts: Facts;
  config: Config;
  templates: Templates;
  /** Files of the project's people that take the place of generated ones, by the path of those. */
  userFiles: ReadonlyMap<string, string>;
  /** The project's folder in its repository; empty at the root. */
  folder: string;
}

/** Every file but chatops.yaml, as this version of chatops writes it for this project. */
export function generateFiles(input: GenerateInput): GeneratedFile[] {
  const { facts, config, templates, userFiles } = input;
  const template = (path: string) => templateAt(templates, path);
  const tokens = fileTokens(input);
  const files: GeneratedFile[] = [
    imageFile(facts),
    { path: ".dockerignore", content: withoutIgnoring(render(template("dockerignore"), tokens), facts.copied ?? []) },
    ...chartTemplates(facts, templates).map(([name, path]) => ({
      path: `${config.chart.path}/${name}`,
      content: render(template(path), tokens),
      partOf: `${config.chart.path}/Chart.yaml`,
    })),
    ...["Jenkinsfile", "skaffold.yaml", "compose.yaml"].map((path) => ({
      path,
      content: render(template(path), tokens),
    })),
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

/** Chart files of services that this project does not use: an earlier import may have generated them. */
export function unneededFiles({ facts, config, templates }: GenerateInput): string[] {
  const used = new Set(facts.services.map(({ kind }) => kind.name));
  return [...templates.keys()].sort().flatMap((path) => {
    const [, service, name] = /^services\/([^/]+)\/chart\/(.+)$/.exec(path) ?? [];
    return service && !used.has(service) ? [`${config.chart.path}/templates/${name}`] : [];
  });
}

/** Files of the chart, by their path in it and their template's path: the common ones, and those of each service. */
function chartTemplates({ services, healthCheck }: Facts, templates: Templates): [name: string, path: string][] {
  const folders = [
    { from: "chart/", to: "" },
    ...setupsOf(services).map(({ setup }) => ({ from: `${setup.templates}/chart/`, to: "templates/" })),
  ];
  const paths = [...templates.keys()]
    .filter((path) => healthCheck || !path.startsWith("chart/templates/tests/"))
    .sort();
  return folders.flatMap(({ from, to }) =>
    paths.filter((path) => path.startsWith(from)).map((path): [string, string] => [to + path.slice(from.length), path]),
  );
}

export function templateAt(templates: Templates, path: string): string {
  const text = templates.get(path);
  if (text === undefined) throw new Error(`no template ${path}`);
  return text;
}

/** Every word of the templates. */
export function fileTokens({ facts, config, folder, templates }: GenerateInput): Tokens {
  const template = (path: string) => templateAt(templates, path);
  return {
    NAME: config.name,
    PORT: String(facts.port.value),
    CHART: config.chart.path,
    BUILD_OUTPUT: facts.ignored.join("\n"),
    ...pipelineTokens(facts.testSteps, folder, config),
    DEV_VALUES: ["replicaCount: 1", ...setupsOf(facts.services).flatMap(({ setup }) => setup.devValues)].join("\n"),
    ...composeTokens(facts, template),
    ...chartTokens(facts, config, template),
  };
}
