import type { ExitReason } from "../../core/exit-codes.ts";
import type { Rule } from "./verdict.ts";

const certainWhen = "docker compose says so and ends";

/** A cause that `docker compose up` names by itself when it refuses to go on. */
function said(
  code: string,
  reason: ExitReason,
  pattern: RegExp,
  cause: (match: RegExpExecArray) => string,
  fix: string,
): Rule {
  return {
    code,
    reason,
    certainWhen,
    find: ({ deployError = "" }) => {
      const match = pattern.exec(deployError);
      return match ? { cause: cause(match), evidence: [lineOf(deployError, match.index)], fix } : undefined;
    },
  };
}

const lineOf = (text: string, index: number) =>
  text
    .slice(text.lastIndexOf("\n", index) + 1)
    .split("\n")[0]
    ?.trim() ?? "";

export const deployErrorRules: Rule[] = [
  said(
    "network.port-taken",
    "network",
    /(?:Bind for [^ ]*?:(\d+) failed: port is already allocated|(?:0\.0\.0\.0|\[::\]|[\d.]+):(\d+): bind: address already in use|listen tcp\d? [^ ]*:(\d+): bind)/,
    ([, a, b, c]) => `port ${a ?? b ?? c} of this machine is taken by another program`,
    "Free the port, or choose another one: the Compose file names the variable, often PORT=8081.",
  ),
  said(
    "image.absent",
    "image",
    /(manifest (for \S+ )?(unknown|not found)|No such image: \S+|pull access denied for [^\s,]+|repository \S+ not found)/i,
    ([text]) => `an image cannot be had: ${text}`,
    "Check the image's name in the Compose file, and that you are logged in to its registry (docker login).",
  ),
  said(
    "image.unreachable",
    "image",
    /Get "https?:\/\/([^/"]+)\/v2\/[^"]*": [^\n]+/,
    ([, registry]) => `the engine cannot reach the registry ${registry}, and lacks an image from there`,
    "Check the image's name in the Compose file and the engine's network, then run the same command again.",
  ),
  said(
    "configuration.variable",
    "configuration",
    /required variable (\S+) is missing a value/,
    ([, name]) => `the Compose file needs the variable ${name}`,
    "Set it in the environment or in the .env file beside the Compose file.",
  ),
  said(
    "configuration.env-file",
    "configuration",
    /env file (\S+) not found/,
    ([, name]) => `the file ${name} of the Compose file's env_file is not there`,
    "Create it, or remove it from the Compose file.",
  ),
  said(
    "volume.mount",
    "volume",
    /(error while mounting volume|invalid mount config|bind source path does not exist|failed to mount)/i,
    () => "a volume cannot be mounted",
    "Check the service's volumes in the Compose file and that their folders exist.",
  ),
];
