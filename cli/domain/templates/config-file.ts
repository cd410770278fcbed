import { longestName } from "../../core/dns-name.ts";
import { withoutTrailing } from "../../core/text.ts";
import type { Overrides } from "./import-options.ts";
import type { Tokens } from "./render.ts";

export interface ConfigInput extends Overrides {
  name: string;
  branch: string | undefined;
  chartPath: string;
  composeFile: string;
}

const defaultBranch = "main";
const defaultChart = "chart";

/** The words of chatops.yaml: keys that would only repeat a default are left out. */
export function configTokens({ name, image, branch, chartPath, chartRepository, composeFile }: ConfigInput): Tokens {
  const chart = [
    ...(chartPath === defaultChart ? [] : [`path: ${chartPath}`]),
    ...(chartRepository ? [`repository: ${chartRepository}`] : []),
  ];
  return {
    NAME: name,
    IMAGE: image ? `image: ${image}` : "",
    CHART: chart.length > 0 ? `chart: { ${chart.join(", ")} }` : "",
    BRANCH: branch && branch !== defaultBranch ? `release: { branch: ${JSON.stringify(branch)} }` : "",
    COMPOSE_FILE: composeFile,
    STAGING: namespace(name, "staging"),
    PROD: namespace(name, "prod"),
  };
}

/** `chat-staging`; the name gives way where both together are too long. */
const namespace = (name: string, environment: string) =>
  `${withoutTrailing(name.slice(0, longestName - environment.length - 1), "-")}-${environment}`;
