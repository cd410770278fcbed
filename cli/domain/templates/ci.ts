import type { Config } from "../../core/config/schema.ts";
import { parseImageName } from "../image/reference.ts";
import type { Lock } from "../import/generated-files-lock.ts";
import type { Facts, Warning } from "../packs/pack.ts";
import type { ProjectTree } from "../packs/tree.ts";
import { analysisOf, chatopsIn, checksInImages, scanOf, shellWord, takeChatops } from "./pipeline-tokens.ts";
import type { Tokens } from "./render.ts";

interface Pipeline {
  /** Where the system looks for it. */
  path: string;
  template: string;
  /** What shows that the project is built by it. */
  shownBy: RegExp;
}

/** The systems for which import writes a pipeline, the one that decides first. */
const pipelines = {
  jenkins: { path: "Jenkinsfile", template: "Jenkinsfile", shownBy: /^(?:Jenkinsfile|jenkins-x\.yml)$/ },
  gitlab: { path: ".gitlab-ci.yml", template: "ci/gitlab.yaml", shownBy: /^\.gitlab-ci\.yml$/ },
  codebuild: { path: "buildspec.yml", template: "ci/codebuild.yaml", shownBy: /^buildspec\.ya?ml$/ },
  github: {
    path: ".github/workflows/chatops.yaml",
    template: "ci/github.yaml",
    shownBy: /^\.github\/workflows\/[^/]+\.ya?ml$/,
  },
} as const satisfies Record<string, Pipeline>;

export type Ci = keyof typeof pipelines;

export const ciSystems = Object.keys(pipelines) as Ci[];

/** Those that were asked for; else those of the last import; else the one that builds the project already; else Jenkins. */
export function chooseCi(tree: ProjectTree, lock: Lock, wishes: readonly Ci[] | undefined): readonly Ci[] {
  if (wishes) return wishes;
  const last = ciSystems.filter((ci) => lock.has(pipelines[ci].path));
  if (last.length > 0) return last;
  return [ciSystems.find((ci) => tree.paths.some((path) => pipelines[ci].shownBy.test(path))) ?? "jenkins"];
}

export const pipelineOf = (ci: Ci): Pipeline => pipelines[ci];

const expects = "it runs `chatops release` and `chatops promote --all-auto` on the branch that is released";

/** GitHub looks for workflows in one place; the others are told where theirs is. */
export const ciWarnings = (ci: readonly Ci[], folder: string): Warning[] =>
  folder && ci.includes("github")
    ? [
        {
          text: `GitHub reads workflows at the top of the repository alone, and not in ${folder}`,
          hint: `Move ${folder}/${pipelines.github.path} to ${pipelines.github.path} there.`,
        },
      ]
    : [];

export const expectedOfPipeline = (ci: Ci) => (ci === "jenkins" ? {} : { expects });

/** The words of the pipelines that are YAML. */
export function ciTokens({ testSteps, testImage }: Facts, folder: string, config: Config): Tokens {
  const branch = JSON.stringify(config.release.branch);
  const chatops = chatopsIn(folder);
  const needsCharts = config.chart.repository !== undefined && config.chart.repository.kind !== "oci";
  const login = loginOf(config);
  const checks = checksInImages(config.name, folder);
  const steps = testSteps.map((step) => JSON.stringify(step));
  const image = testImage && !testSteps.some((step) => step.startsWith("docker ")) ? testImage : undefined;
  const enter = folder ? `cd ${shellWord(folder)}` : "";
  return {
    CI_BRANCH: branch,
    CI_REF: `'refs/heads/${config.release.branch.replaceAll("'", `'\\''`)}'`,
    CI_TEST: lines(steps.map((step) => `- ${step}`)),
    CI_FOLDER: enter && `- ${JSON.stringify(enter)}`,
    CI_TAKE: takeChatops,
    CI_ANALYSIS: checks.analysis,
    CI_SCAN: checks.scan,
    GITLAB_ANALYSIS: `- sonar-scanner ${analysisOf(config.name)}`,
    GITLAB_SCAN: `- trivy ${scanOf(".")}`,
    CI_RELEASE: `${chatops} release`,
    CI_PROMOTE: `${chatops} promote --all-auto`,
    CI_LOGIN: login ? `- ${JSON.stringify(login.command)}` : "",
    GITLAB_IMAGE: image ? `image: ${image}` : "",
    GITHUB_CONTAINER: image ? `container: ${image}` : "",
    GITHUB_FOLDER: folder ? lines(["defaults:", "  run:", `    working-directory: ${JSON.stringify(folder)}`]) : "",
    GITHUB_TEST: lines(steps.map((step) => `- run: ${step}`)),
    GITHUB_PACKAGES: login?.isGitHub ? "packages: write" : "",
    GITHUB_LOGIN: login ? lines(loginStep(login)) : "",
    GITHUB_CHARTS: needsCharts ? lines(chartVariables) : "",
    CODEBUILD_TEST: lines([...(enter ? [enter] : []), ...testSteps].map((step) => `- ${JSON.stringify(step)}`)),
    CODEBUILD_LOGIN: login?.command ?? "",
  };
}

const lines = (all: readonly string[]) => all.join("\n");

const chartVariables = ["CHARTMUSEUM_CREDS_USR", "CHARTMUSEUM_CREDS_PSW"].map(
  (name) => `${name}: ${"$"}{{ secrets.${name} }}`,
);

interface Login {
  isGitHub: boolean;
  /** Reads the password from its standard input, so that no list of processes and no log has it. */
  command: string;
}

/** None where the image stays on the machine that builds it. */
function loginOf({ image }: Config): Login | undefined {
  if (!image) return undefined;
  const { registry } = parseImageName(image.push);
  const host = registry === "docker.io" ? "" : ` ${registry}`;
  return {
    isGitHub: registry === "ghcr.io",
    command: `printf '%s' "$REGISTRY_PASSWORD" | docker login --username "$REGISTRY_USER" --password-stdin${host}`,
  };
}

const loginStep = ({ isGitHub, command }: Login) => [
  "- name: Log in to the registry",
  "  env:",
  `    REGISTRY_USER: ${isGitHub ? "${{ github.actor }}" : "${{ secrets.REGISTRY_USER }}"}`,
  `    REGISTRY_PASSWORD: ${isGitHub ? "${{ secrets.GITHUB_TOKEN }}" : "${{ secrets.REGISTRY_PASSWORD }}"}`,
  `  run: ${JSON.stringify(command)}`,
];
