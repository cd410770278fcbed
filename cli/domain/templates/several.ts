import { withoutIgnoring } from "../dockerfile/ignored.ts";
import type { GeneratedFile } from "../import/plan.ts";
import type { Member } from "../members/member.ts";
import { fromContext } from "../members/subject.ts";
import type { Facts } from "../packs/pack.ts";
import { below } from "../packs/tree.ts";
import { namingOf } from "../release/naming.ts";
import { setupsOf } from "../services/used-service.ts";
import { skaffoldTokens, testsOf } from "./build-tokens.ts";
import { ciTokens, expectedOfPipeline, pipelineOf } from "./ci.ts";
import { type GenerateInput, imageFile, templateAt, withoutOwn } from "./generate.ts";
import { pipelineTokens, shellWord } from "./pipeline-tokens.ts";
import { render, type Tokens } from "./render.ts";
import { chartOfSeveral } from "./several-chart.ts";
import { composeOfSeveral } from "./several-compose.ts";
import { allServices } from "./shared-services.ts";

export interface SeveralInput extends Omit<GenerateInput, "facts" | "build"> {
  members: readonly Member[];
}

/** Every file but chatops.yaml, for a project of several services: an image each, and one of everything else. */
export function generateSeveral(input: SeveralInput): GeneratedFile[] {
  const { members, config, templates, userFiles } = input;
  const template = (path: string) => templateAt(templates, path);
  const tokens: Tokens = { NAME: config.name, CHART: config.chart.path, ...commonTokens(input) };
  const files: GeneratedFile[] = [
    ...members.map(imageFile),
    ...ignoreFiles(input, tokens),
    ...chartOfSeveral(members, config, templates).map(({ path, content }) => ({
      path: `${config.chart.path}/${path}`,
      content,
      partOf: `${config.chart.path}/Chart.yaml`,
    })),
    ...input.ci.map((ci) => ({
      path: pipelineOf(ci).path,
      content: render(template(pipelineOf(ci).template), tokens),
      ...expectedOfPipeline(ci),
    })),
    { path: "skaffold.yaml", content: render(template("skaffold.yaml"), tokens) },
    { path: input.composePath ?? "compose.yaml", content: composeOfSeveral(members, config, templates) },
  ];
  return withoutOwn(files, userFiles);
}

function commonTokens({ members, config, folder }: SeveralInput): Tokens {
  const naming = namingOf(config);
  const [first] = members;
  const images = members.map(({ name, build }) => ({
    image: naming.images.find(({ service }) => service === name)?.pull ?? name,
    build,
    service: name,
  }));
  const replicas = members.map(({ name }) => `${name}.replicaCount: 1`);
  const devValues = setupsOf(allServices(members)).flatMap(({ setup }) => setup.devValues);
  return {
    ...pipelineTokens(members.map(testsOf), folder, config),
    ...(first && ciTokens(testedTogether(first.facts, members), folder, config)),
    ...skaffoldTokens(images),
    DEV_VALUES: [...replicas, ...devValues].join("\n"),
  };
}

/** The lines of a pipeline that has no folders; in an image that has the tools of all, if there is one. */
function testedTogether(facts: Facts, members: readonly Member[]): Facts {
  const lines = members.map(testsOf).flatMap(({ folder, lines }) => {
    return folder === "." ? lines : lines.map((line) => `(cd ${shellWord(folder)} && ${line})`);
  });
  const images = new Set(members.map((member) => member.facts.testImage));
  return { ...facts, testSteps: [...new Set(lines)], testImage: images.size === 1 ? facts.testImage : undefined };
}

/** One for each folder that images are built from. */
function ignoreFiles({ members, templates }: SeveralInput, tokens: Tokens): GeneratedFile[] {
  const contexts = new Set(members.map(({ build }) => build.context));
  return [...contexts].map((context) => {
    const own = members.filter(({ build }) => build.context === context);
    const ignored = own.flatMap((member) => member.facts.ignored.map((pattern) => fromContext(pattern, member)));
    // What differs between machines lies in the folder of each of those that are built from one place.
    const secrets = context === "." || own.length > 1 ? ["**/.env", "**/.env.*", "!**/.env.example"] : [];
    const content = render(templateAt(templates, "dockerignore"), {
      ...tokens,
      BUILD_OUTPUT: [...new Set([...secrets, ...ignored])].join("\n"),
    });
    const copied = own.flatMap(({ facts }) => facts.copied ?? []);
    return { path: below(context, ".dockerignore"), content: withoutIgnoring(content, copied) };
  });
}
