import { longestName } from "../../core/dns-name.ts";
import { withoutTrailing } from "../../core/text.ts";
import { parseImageName } from "../image/reference.ts";
import type { Overrides } from "./import-options.ts";
import type { Tokens } from "./render.ts";

export interface ConfigInput extends Overrides {
  name: string;
  branch: string | undefined;
  /** Below the root of the repository, which may have other projects. */
  isBelow: boolean;
  chartPath: string;
  composeFile: string;
  /** How the image is built, where the Compose file does not say it; absent: as is usual. */
  build?: string;
  /** Those of a project that has several, each with how its image is built. */
  services?: readonly { name: string; build: string }[] | undefined;
}

const usualEnvironments = ["staging", "prod"];
const defaultBranch = "main";
const defaultChart = "chart";

/** The words of chatops.yaml: keys that would only repeat a default are left out. */
export function configTokens({
  name,
  image,
  branch,
  isBelow,
  chartPath,
  chartRepository,
  composeFile,
  build = "",
  services,
  environments = usualEnvironments,
}: ConfigInput): Tokens {
  const repository = chartRepository ?? chartsBeside(image);
  const chart = [
    ...(chartPath === defaultChart ? [] : [`path: ${chartPath}`]),
    ...(repository ? [`repository: ${repository}`] : []),
  ];
  const release = [
    ...(branch && branch !== defaultBranch ? [`branch: ${JSON.stringify(branch)}`] : []),
    ...(isBelow ? [`tagPrefix: ${name}/`] : []),
  ];
  return {
    NAME: name,
    IMAGE: services
      ? serviceLines(services, image)
      : [image ? `image: ${image}` : "", build].filter(Boolean).join("\n"),
    CHART: chart.length > 0 ? `chart: { ${chart.join(", ")} }` : "",
    RELEASE: release.length > 0 ? `release: { ${release.join(", ")} }` : "",
    COMPOSE_FILE: composeFile,
    ENVIRONMENTS: environmentLines(name, environments),
  };
}

/** Each takes what is healthy in the one before: the first by itself, the last when somebody says so. */
function environmentLines(name: string, environments: readonly string[]): string {
  const lines = environments.flatMap((environment, index) => {
    const before = environments[index - 1];
    const isLast = index === environments.length - 1;
    return [
      `${environment}:`,
      `  kubernetes: { namespace: ${namespace(name, environment)} }`,
      before ? `  gate: { after: ${before}${isLast ? ", confirm: true" : ""} }` : "  promote: auto",
    ];
  });
  return lines.join("\n");
}

/** Each has an image of its own, which is called like it. */
function serviceLines(services: NonNullable<ConfigInput["services"]>, image: string | undefined): string {
  const lines = services.flatMap(({ name, build }) => {
    const keys = [...(image ? [`image: ${image}-${name}`] : []), ...(build ? [build] : [])];
    return keys.length > 0 ? [`  ${name}:`, ...keys.map((key) => `    ${key}`)] : [`  ${name}: {}`];
  });
  return ["services:", ...lines].join("\n");
}

/** Where charts can go in the registry of an image; nowhere on Docker Hub, which has no paths below a team. */
function chartsBeside(image: string | undefined): string | undefined {
  if (image === undefined) return undefined;
  const { registry, repository } = parseImageName(image);
  const folder = repository.split("/").slice(0, -1);
  return registry === "docker.io" ? undefined : `oci://${[registry, ...folder, "charts"].join("/")}`;
}

/** `chat-staging`; the name gives way where both together are too long. */
const namespace = (name: string, environment: string) =>
  `${withoutTrailing(name.slice(0, longestName - environment.length - 1), "-")}-${environment}`;
