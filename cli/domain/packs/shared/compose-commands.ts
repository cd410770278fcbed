import { lineAt, type ProjectTree } from "../tree.ts";
import { buildOf, composeSaidOf, imageName, recordOf } from "./compose-file.ts";
import { isDevelopmentServer } from "./development-server.ts";
import { commandWords, type ProcfileLine } from "./procfile.ts";

/** What a service of the Compose file starts in the image that is built of the project. */
interface ComposeCommand extends ProcfileLine {
  words: readonly string[];
  isPublished: boolean;
  /** It stands in the place of what the image starts, instead of being told to that. */
  replaces: boolean;
}

/** Those of the services that are built as the project is, or run the image that is called like it, in their order. */
export function composeCommands(tree: ProjectTree): ComposeCommand[] {
  const file = tree.composed ?? composeSaidOf(tree);
  const isBuilt = file?.services.some(([, service]) => service.build !== undefined) ?? false;
  return (file?.services ?? []).flatMap(([name, service]) => {
    const build = buildOf(service);
    const isCalledSo = !isBuilt && imageName(service.image) === tree.folder.toLowerCase();
    const isOwn = tree.composed
      ? build !== undefined
      : isCalledSo || (build?.context === "." && build.dockerfile === "Dockerfile");
    const { entrypoint } = recordOf(service);
    const given = entrypoint ? [...(wordsOf(entrypoint) ?? []), ...(wordsOf(service.command) ?? [])] : undefined;
    const words = isOwn ? (given ?? wordsOf(service.command)) : undefined;
    if (!file || !words || words.length === 0) return [];
    const at = `${file.path}:${lineAt(file.text, Math.max(placeOf(file.text, name, given ? "entrypoint:" : "command:"), 0))}`;
    return [
      {
        name,
        value: written(words),
        words,
        at,
        isPublished: service.ports !== undefined,
        replaces: given !== undefined,
      },
    ];
  });
}

const written = (words: readonly string[]) => words.join(" ").replace(/^(?:\/bin\/)?(?:ba)?sh -c /, "");

/** The command of a service, below its name. */
function placeOf(text: string, name: string, key: string): number {
  const service = text.search(/^services:/m);
  const own = text.indexOf(`${name}:`, Math.max(service, 0));
  return text.indexOf(key, Math.max(own, 0));
}

/** Variables of the machine that Compose runs on have no value elsewhere, but for their defaults. */
function wordsOf(command: unknown): readonly string[] | undefined {
  const given = Array.isArray(command) ? command.map(String) : typeof command === "string" ? [command] : [];
  const filled = given.map((word) => word.replace(/\$\{\w{1,80}:?-([^{}]{0,200})\}/g, "$1"));
  if (filled.length === 0 || filled.some((word) => word.replaceAll("$$", "").includes("$"))) return undefined;
  const words = filled.map((word) => word.replaceAll("$$", "$"));
  return Array.isArray(command)
    ? words
    : wordsOfLine(
        words
          .join(" ")
          .replace(/\s{1,99}/g, " ")
          .trim(),
      );
}

/** Compose takes a line apart as a shell does, but runs none. */
function wordsOfLine(line: string): readonly string[] {
  const [, inShell] = /^(?:\/bin\/)?(?:ba)?sh -c ["'](.{1,999})["']$/.exec(line) ?? [];
  return inShell === undefined ? commandWords(line) : ["sh", "-c", inShell];
}

const works = /work|queue|sched|cron|beat|consum|job|celery|sidekiq|horizon|clock|daemon|listener|process/i;

/** Services that run the project's image in another way, and work without a port. */
export const composedWorkers = (tree: ProjectTree): ProcfileLine[] =>
  composeCommands(tree)
    .filter(
      ({ name, value, isPublished, replaces }) =>
        !replaces && !isPublished && works.test(name) && !isDevelopmentServer(value),
    )
    .map(({ name, value, at }) => ({ name, value, at }));
