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

/** The words of the Jenkinsfile. A pipeline starts at the repository's root, wherever the project is. */
export function pipelineTokens(
  tests: readonly TestSteps[],
  folder: string,
  { release, chart }: Pick<Config, "release" | "chart">,
): Tokens {
  const steps = [...byFolder(tests)].flatMap(([place, lines]) => {
    const words = [...lines].map((line) => `sh ${quoted(line)}`);
    return place === "." ? words : inFolder(place, words);
  });
  const chatops = chatopsIn(folder);
  return {
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
