import type { Found, ProjectTree } from "../tree.ts";

/** The command of a process in the Procfile, such as `web`. */
export function procfileCommand(tree: ProjectTree, type: string): Found<string> | undefined {
  const lines = (tree.texts.get("Procfile") ?? "").split(/\r?\n/);
  const index = lines.findIndex((line) => line.startsWith(`${type}:`));
  const command = lines[index]?.slice(type.length + 1).trim();
  return command ? { value: command, at: `Procfile:${index + 1}` } : undefined;
}

const needsShell = /[&|;<>$`"'*?(){}\\#~=]/;

/** The words by which a container starts a command: by itself if it can, so that signals reach it. */
export const commandWords = (command: string): readonly string[] =>
  needsShell.test(command) ? ["sh", "-c", /[&|;]/.test(command) ? command : `exec ${command}`] : command.split(/\s+/);
