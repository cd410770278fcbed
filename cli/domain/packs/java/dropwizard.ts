import { basename } from "node:path/posix";
import type { ProjectTree } from "../tree.ts";

/** How a program of Dropwizard is started: its class is told a command, and the file that configures it. */
export interface Dropwizard {
  /** The file, as the repository has it. */
  file: string | undefined;
  /** Its tables are brought to what it expects by a command of its own. */
  migrates: boolean;
}

/** What is for developers and tests alone comes last. */
const rank = (path: string) =>
  (/(?:^|[/_.-])(?:dev|test|local|example|sample)/.test(path) ? 100 : 0) + path.split("/").length;

export function dropwizardOf({ texts }: ProjectTree, dependencies: ReadonlySet<string>): Dropwizard | undefined {
  if (!dependencies.has("dropwizard-core")) return undefined;
  const files = [...texts].filter(
    ([path, text]) =>
      /\.ya?ml$/.test(path) && !/(?:^|\/)src\/test\//.test(path) && /^(?:server|logging|database):/m.test(text),
  );
  const [file] = files.map(([path]) => path).sort((a, b) => rank(a) - rank(b));
  return { file, migrates: dependencies.has("dropwizard-migrations") };
}

/** Its file stands beside the program. */
export const told = ({ file }: Dropwizard, command: string): string =>
  file ? `${command} ${basename(file)}` : command;
