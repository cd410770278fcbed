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
  needsShell.test(command) ? ["sh", "-c", shellLine(command)] : command.split(/\s+/);

/** A shell's `exec` takes no variables before the program; `env` does. */
function shellLine(command: string): string {
  if (/[&|;]|^exec\s/.test(command)) return command;
  return /^[A-Za-z_]\w{0,80}=/.test(command) ? `exec env ${command}` : `exec ${command}`;
}
