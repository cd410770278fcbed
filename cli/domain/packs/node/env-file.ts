import type { ProjectTree } from "../tree.ts";
import type { Manifest } from "./manifest.ts";

const option = / --env-file(?:-if-exists)?[= ](\S{1,100})/g;
const reader = /^(?:dotenvx run|dotenv|env-cmd)(?: -[ef] \S{1,80}){0,9}(?: --)? (?=[\w.])/;
const isSecret = /(?:^|\/)\.env[^/]*$/;

/**
 * A command without the file that it takes variables from: they come from where the program runs, and what is on a developer's
 * machine is not in the image. A file that Git has, and that is not called like one of secrets, is left to it.
 */
export const withoutEnvFile = (command: string, { paths }: ProjectTree): string =>
  command
    .replace(option, (whole, file: string) => (paths.includes(file) && !isSecret.test(file) ? whole : ""))
    .replace(reader, "");

/** `pnpm with-env next start`, where that script is `dotenv -e ../../.env --`. */
export function withoutReader(text: string, { scripts }: Manifest): string {
  const [, step = "", rest] =
    /^(?:npm run|pnpm|yarn|bun)(?: run)? ([\w:-]{1,80}) (?:-- )?([^&|;]{1,300})$/.exec(text) ?? [];
  const isReader = /^dotenv\s[^&|;]{0,200}--$/.test(scripts[step]?.trim() ?? "");
  return isReader && rest !== undefined ? rest : text;
}
