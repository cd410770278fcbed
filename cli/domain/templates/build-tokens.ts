import type { Build } from "../members/member.ts";
import type { Facts } from "../packs/pack.ts";
import type { TestSteps } from "./pipeline-tokens.ts";
import type { Tokens } from "./render.ts";

const usual = "Dockerfile";

/** What an image is built from, as compose.yaml says it. */
export function composeBuild({ context, dockerfile, target }: Build): string {
  const path = context === "." ? "." : `./${context}`;
  if (dockerfile === usual && !target) return path;
  const words = [`context: ${path}`, ...(dockerfile === usual ? [] : [`dockerfile: ${dockerfile}`])];
  return `{ ${[...words, ...(target ? [`target: ${target}`] : [])].join(", ")} }`;
}

/** And as chatops.yaml does, without what that assumes. */
export function configBuild({ context, dockerfile, target }: Build): string {
  const words = [
    ...(context === "." ? [] : [`context: ${context}`]),
    ...(dockerfile === usual ? [] : [`dockerfile: ${dockerfile}`]),
    ...(target ? [`target: ${target}`] : []),
  ];
  return words.length > 0 ? `build: { ${words.join(", ")} }` : "";
}

interface BuiltImage {
  image: string;
  build: Build;
  /** The service that runs it, if there are several. */
  service?: string;
}

/** The artifacts of skaffold.yaml, and the values by which the chart runs what was built. */
export function skaffoldTokens(images: readonly BuiltImage[]): Tokens {
  const artifacts = images.map(({ image, build: { context, dockerfile, target } }) => [
    `- image: ${image}`,
    ...(context === "." ? [] : [`  context: ${context}`]),
    "  docker:",
    `    dockerfile: ${dockerfile}`,
    ...(target ? [`    target: ${target}`] : []),
  ]);
  const values = images.flatMap(({ image, service }) => {
    // Of several, each by its name: Skaffold puts an underscore for what is no letter of a variable.
    const suffix = service === undefined ? "" : `_${image.replace(/\W/g, "_")}`;
    const key = service === undefined ? "image" : `${service}.image`;
    return [
      `${key}.repository: "{{.IMAGE_REPO${suffix}}}"`,
      `${key}.tag: "{{.IMAGE_TAG${suffix}}}"`,
      `${key}.digest: "{{.IMAGE_DIGEST${suffix}}}"`,
    ];
  });
  return { ARTIFACTS: artifacts.flat().join("\n"), IMAGE_VALUES: values.join("\n") };
}

/** The lines of a pipeline that test a program run where its image is built from. */
export const testsOf = ({ facts, build }: { facts: Pick<Facts, "testSteps">; build: Build }): TestSteps => ({
  folder: build.context,
  lines: facts.testSteps.map((line) =>
    line === "docker build ." && build.dockerfile !== usual ? `docker build --file ${build.dockerfile} .` : line,
  ),
});

/** What runs beside the program in its image is built as that is. */
export const builtAs = (services: string, build: Build): string =>
  services.replaceAll("build: .", `build: ${composeBuild(build)}`);
