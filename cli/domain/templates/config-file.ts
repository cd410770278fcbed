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
}

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
    IMAGE: image ? `image: ${image}` : "",
    CHART: chart.length > 0 ? `chart: { ${chart.join(", ")} }` : "",
    RELEASE: release.length > 0 ? `release: { ${release.join(", ")} }` : "",
    COMPOSE_FILE: composeFile,
    STAGING: namespace(name, "staging"),
    PROD: namespace(name, "prod"),
  };
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
