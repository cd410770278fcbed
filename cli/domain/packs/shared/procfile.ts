import type { Found, ProjectTree } from "../tree.ts";

/** A process of the Procfile. */
export interface ProcfileLine extends Found<string> {
  name: string;
}

const line = /^([A-Za-z][\w-]{0,60}):(.*)/;

/** The processes of the Procfile. */
export const procfileLines = (tree: ProjectTree): ProcfileLine[] =>
  (tree.texts.get("Procfile") ?? "").split(/\r?\n/).flatMap((text, index) => {
    const [, name = "", command = ""] = line.exec(text) ?? [];
    return name && command.trim() ? [{ name, value: command.trim(), at: `Procfile:${index + 1}` }] : [];
  });

/** The command of a process in the Procfile, such as `web`. */
export function procfileCommand(tree: ProjectTree, type: string): Found<string> | undefined {
  const found = procfileLines(tree).find(({ name }) => name === type);
  return found && { value: found.value, at: found.at };
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
