import type { Found, ProjectTree } from "../tree.ts";

/** A process of the Procfile. */
export interface ProcfileLine extends Found<string> {
  name: string;
}

const line = /^([A-Za-z][\w-]{0,60}):(.*)/;

/** Programs that a platform's buildpacks bring, and which start the one that follows: no image has them. */
const wrapper =
  /^(?:(?:bin\/)?(?:jemalloc\.sh|start-(?:nginx|pgbouncer|stunnel|dante)[\w-]{0,20}|qgtunnel|qgsocksify|proximo|with_jmx)\s{1,9})+(?=\S)/;

/** The processes of the Procfile. */
export const procfileLines = (tree: ProjectTree): ProcfileLine[] =>
  (tree.texts.get("Procfile") ?? "").split(/\r?\n/).flatMap((text, index) => {
    const [, name = "", command = ""] = line.exec(text) ?? [];
    const value = command.trim().replace(wrapper, "");
    return name && value ? [{ name, value, at: `Procfile:${index + 1}` }] : [];
  });

/** The command of a process in the Procfile, such as `web`. */
export function procfileCommand(tree: ProjectTree, type: string): Found<string> | undefined {
  const lines = procfileLines(tree);
  // Some platforms call it so where a server of its own is configured.
  const found = lines.find(({ name }) => name === type) ?? lines.find(({ name }) => name === `custom_${type}`);
  return found && { value: found.value, at: found.at };
}

const section = /^\[program:([\w-]{1,60})\]/;

/** What serves, or is none of the project's own: it runs in the image in another way, or not at all. */
const servers =
  /\b(?:nginx|apache2\S*|httpd|php-fpm\S*|gunicorn|uvicorn|uwsgi|daphne|puma|unicorn|cron|crond|redis-server|mysqld|postgres|rails s\w*|next start|npm start|artisan serve|octane:start)\b/;

/** Programs that supervisord runs beside the one that serves; what is only in the image of its people says nothing here. */
export function supervisedLines({ paths, texts }: ProjectTree): ProcfileLine[] {
  // `node server.js` of pages that only their image puts there; what is built is in a folder for that.
  const isElsewhere = (command: string) => {
    const [, file = ""] = /^(?:node|bun|python3?|php|ruby) (?:\.\/)?([\w-]{1,60}\.\w{2,4})(?:\s|$)/.exec(command) ?? [];
    return file !== "" && !paths.some((path) => `/${path}`.endsWith(`/${file}`));
  };
  const found: ProcfileLine[] = [];
  for (const [path, text] of texts) {
    if (!supervisorFile.test(path)) continue;
    let name = "";
    for (const [index, written] of text.split(/\r?\n/).entries()) {
      name = written.startsWith("[") ? (section.exec(written)?.[1] ?? "") : name;
      const command = /^command\s{0,9}=(.*)/.exec(written)?.[1]?.trim() ?? "";
      const value = command
        .replace(/^\/\S{0,200}\/(?=[\w.-]+(?:\s|$))/, "")
        .replace(/(?<=\s)\/(?:app|code|srv|var\/www(?:\/html)?)\//g, "");
      const isKnown = found.some((one) => one.name === name);
      if (name && value && !isKnown && !servers.test(value) && !/(?:^|\s)\/|%\(/.test(value) && !isElsewhere(value))
        found.push({ name, value, at: `${path}:${index + 1}` });
    }
  }
  return found;
}

export const supervisorFile =
  /(?:^|\/)(?:supervisord?(?:[-_][\w-]{1,30})?|supervisor\/[\w.-]{1,60}|supervisord?\.d\/[\w.-]{1,60})\.(?:conf|ini)$/;

const needsShell = /[&|;<>$`"'*?(){}\\#~=]/;

/** The words by which a container starts a command: by itself if it can, so that signals reach it. */
export const commandWords = (command: string): readonly string[] =>
  needsShell.test(command) ? ["sh", "-c", shellLine(command)] : command.split(/\s+/);

/** A shell's `exec` takes no variables before the program; `env` does. */
function shellLine(command: string): string {
  if (/[&|;]|^exec\s/.test(command)) return command;
  return /^[A-Za-z_]\w{0,80}=/.test(command) ? `exec env ${command}` : `exec ${command}`;
}
