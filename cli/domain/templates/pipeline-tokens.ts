import type { Tokens } from "./fill.ts";

/** The words of the Jenkinsfile. A pipeline starts at the repository's root, wherever the project is. */
export function pipelineTokens(testSteps: readonly string[], folder: string): Tokens {
  const steps = testSteps.map((line) => `sh ${quoted(line)}`);
  if (!folder) return { TEST_STEPS: steps.join("\n"), RELEASE: "sh 'chatops release'", PROMOTE: promote("chatops") };
  const chatops = `chatops -C ${shellWord(folder)}`;
  return {
    TEST_STEPS: [`dir(${quoted(folder)}) {`, ...steps.map((step) => `  ${step}`), "}"].join("\n"),
    RELEASE: `sh ${quoted(`${chatops} release`)}`,
    PROMOTE: promote(chatops),
  };
}

const promote = (chatops: string) => `sh ${quoted(`${chatops} promote --all-auto`)}`;

/** Single quotes: Groovy puts nothing into them. */
const quoted = (text: string) => `'${text.replace(/[\\']/g, "\\$&")}'`;

const shellWord = (text: string) => (/^[\w./-]+$/.test(text) ? text : `"${text.replace(/["\\$`]/g, "\\$&")}"`);
