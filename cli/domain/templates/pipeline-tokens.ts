import type { Tokens } from "./render.ts";

/** The words of the Jenkinsfile. A pipeline starts at the repository's root, wherever the project is. */
export function pipelineTokens(testSteps: readonly string[], folder: string, branch: string): Tokens {
  const steps = testSteps.map((line) => `sh ${quoted(line)}`);
  const chatops = folder ? `chatops -C ${shellWord(folder)}` : "chatops";
  return {
    BRANCH: quoted(branch),
    TEST_STEPS: (folder ? inFolder(folder, steps) : steps).join("\n"),
    RELEASE: `sh ${quoted(`${chatops} release`)}`,
    PROMOTE: `sh ${quoted(`${chatops} promote --all-auto`)}`,
  };
}

const inFolder = (folder: string, steps: string[]) => [
  `dir(${quoted(folder)}) {`,
  ...steps.map((step) => `  ${step}`),
  "}",
];

/** Single quotes: Groovy puts nothing into them. */
const quoted = (text: string) => `'${text.replace(/[\\']/g, "\\$&")}'`;

const shellWord = (text: string) => (/^[\w./-]+$/.test(text) ? text : `"${text.replace(/["\\$`]/g, "\\$&")}"`);
