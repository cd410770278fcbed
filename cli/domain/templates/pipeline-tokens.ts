import type { Config } from "../../core/config/schema.ts";
import type { Tokens } from "./render.ts";

/** Shell lines that test, and the folder of the project that they run in. */
export interface TestSteps {
  folder: string;
  lines: readonly string[];
}

/**
 * Writes chatops and what it runs on, out of its image, as an archive. Taken out of it, it works as the machine's own: with the logins,
 * the engine and the files of whoever runs the pipeline.
 */
export const takeChatops =
  'docker run --rm --entrypoint tar "$CHATOPS_IMAGE" -cf - -C / app usr/local/bin/chatops usr/local/bin/helm usr/local/bin/node';

/** What SonarQube is told of a project; it answers when its quality gate has decided. */
export const analysisOf = (name: string) => `-Dsonar.projectKey=${name} -Dsonar.qualitygate.wait=true`;

/** What Trivy refuses: known faults that are grave, and for which there is a mend. */
export const scanOf = (place: string) =>
  `filesystem --exit-code 1 --ignore-unfixed --severity HIGH,CRITICAL --no-progress ${place}`;

/** Both in images of their own, on a machine with an engine. Credentials go by the environment, where no list of processes has them. */
export function checksInImages(name: string, folder: string): Record<"analysis" | "scan", string> {
  const sources = folder ? `"$PWD"/${shellWord(folder)}` : '"$PWD"';
  const scanner = '"${SONAR_SCANNER_IMAGE:-sonarsource/sonar-scanner-cli:11}"';
  return {
    analysis: `docker run --rm --env SONAR_HOST_URL --env SONAR_TOKEN --volume ${sources}:/usr/src:ro ${scanner} ${analysisOf(name)} -Dsonar.working.directory=/tmp/sonar`,
    scan: `docker run --rm --volume ${sources}:/src:ro "$TRIVY_IMAGE" ${scanOf("/src")}`,
  };
}

/** The words of the Jenkinsfile. A pipeline starts at the repository's root, wherever the project is. */
export function pipelineTokens(
  tests: readonly TestSteps[],
  folder: string,
  { name, release, chart }: Pick<Config, "name" | "release" | "chart">,
): Tokens {
  const steps = [...byFolder(tests)].flatMap(([place, lines]) => {
    const words = [...lines].map((line) => `sh ${quoted(line)}`);
    return place === "." ? words : inFolder(place, words);
  });
  const chatops = chatopsIn(folder);
  const checks = checksInImages(name, folder);
  return {
    ANALYSE: `sh ${quoted(checks.analysis)}`,
    SCAN: `sh ${quoted(checks.scan)}`,
    BRANCH: quoted(release.branch),
    ...(chart.repository?.kind === "oci" ? { RELEASE_CREDENTIALS: "", PROMOTE_CREDENTIALS: "" } : chartCredentials),
    TEST_STEPS: (folder ? inFolder(folder, steps) : steps).join("\n"),
    TAKE: `sh ${quoted(takeToAgent)}`,
    RELEASE: `sh ${quoted(`${taken} ${chatops} release`)}`,
    PROMOTE: `sh ${quoted(`${taken} ${chatops} promote --all-auto`)}`,
  };
}

/** What several need alike in one folder, such as its packages, is done once. */
function byFolder(tests: readonly TestSteps[]): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>();
  for (const { folder, lines } of tests) found.set(folder, new Set([...(found.get(folder) ?? []), ...lines]));
  return found;
}

const binding = "  CHARTMUSEUM_CREDS = credentials('jenkins-x-chartmuseum')";
/** A registry's are in the agent's Docker configuration. */
const chartCredentials = {
  RELEASE_CREDENTIALS: [
    "environment {",
    "  // User and password of the chart repository, as CHARTMUSEUM_CREDS_USR and CHARTMUSEUM_CREDS_PSW.",
    binding,
    "}",
  ].join("\n"),
  PROMOTE_CREDENTIALS: ["environment {", binding, "}"].join("\n"),
};

const inFolder = (folder: string, steps: string[]) => [
  `dir(${quoted(folder)}) {`,
  ...steps.map((step) => `  ${step}`),
  "}",
];

const placeOfTaken = '"$WORKSPACE_TMP/chatops"';
const takeToAgent = `[ -z "$CHATOPS_IMAGE" ] || { rm -rf ${placeOfTaken} && mkdir -p ${placeOfTaken} && ${takeChatops} | tar -xf - -C ${placeOfTaken}; }`;
/** Nothing is there where the agent's own is meant. */
const taken = 'PATH="$WORKSPACE_TMP/chatops/usr/local/bin:$PATH"';

/** Single quotes: Groovy puts nothing into them. */
const quoted = (text: string) => `'${text.replace(/[\\']/g, "\\$&")}'`;

/** The program, told where the project is. */
export const chatopsIn = (folder: string) => (folder ? `chatops -C ${shellWord(folder)}` : "chatops");

export const shellWord = (text: string) => (/^[\w./-]+$/.test(text) ? text : `"${text.replace(/["\\$`]/g, "\\$&")}"`);
