import { basename } from "node:path/posix";
import type { FinalImage } from "../../dockerfile/final-image.ts";
import { supervisorFile } from "../shared/procfile.ts";
import { type Found, lineAt, type ProjectTree } from "../tree.ts";
import { portTold } from "./port.ts";

/** Scripts that images are started by. */
export const scriptFile =
  /(?:^|\/)(?:[\w.-]{0,40}entry[_-]?point[\w.-]{0,20}|(?:[\w-]{1,40}[_-])?(?:start|run|boot(?:strap)?|init|launch|serve)(?:[_-][\w-]{1,40})?\.(?:ba)?sh|(?:run|start|serve)|bin\/(?:[\w-]{1,30}-)?(?:start|run|boot|serve|server)(?:-[\w-]{1,30})?)$/;

/** A script of the project that an image is started by. */
export interface Script {
  path: string;
  text: string;
}

/** The script that ENTRYPOINT or CMD names, wherever it lies in the project. */
export function scriptOf({ command }: FinalImage, tree: ProjectTree): Script | undefined {
  // What is left in the background is there for what stays in front.
  const words = (command?.value.split(/ &(?= )/).at(-1) ?? "").split(" ");
  for (const word of words) {
    const name = basename(word);
    const path = tree.paths.find((one) => basename(one) === name && scriptFile.test(one) && tree.texts.has(one));
    const text = path && tree.texts.get(path);
    if (path && text) return { path, text: text.replace(/^[ \t]*#.*$/gm, (line) => " ".repeat(line.length)) };
  }
  return undefined;
}

/** Variables without which it ends: `${KEY:?no key}`. */
export const requiredBy = ({ path, text }: Script): Found<string>[] =>
  [...text.matchAll(/\$\{([A-Z][A-Z0-9_]{1,80}):?\?/g)].map((match) => ({
    value: match[1] ?? "",
    at: `${path}:${lineAt(text, match.index)}`,
  }));

/** What it does whenever it starts: one that is told what to do does not do all of it. */
const alwaysDone = ({ text }: Script): string => (/\bcase\s{1,9}["']?\$\{?[1@*A-Z]/.test(text) ? "" : text);

/** Starts whatever the Procfile names. */
const managers = /\b(?:foreman|honcho|overmind|hivemind|goreman) (?:start|s)\b|["' ]Procfile\b/;

/** The processes of the Procfile that run in one container, by a manager of processes or a script of the project's own. */
export const managedIn = ({ command }: FinalImage, script: Script | undefined, { texts }: ProjectTree): string =>
  managers.test(`${command?.value ?? ""}\n${script?.text ?? ""}`) ? (texts.get("Procfile") ?? "") : "";

/** What supervisord is told, where the image is started by it: the programs of that run in one container. */
function supervisedIn({ command }: FinalImage, script: Script | undefined, { texts }: ProjectTree): string {
  if (!/\bsupervisord\b/.test(`${command?.value ?? ""}\n${script?.text ?? ""}`)) return "";
  return [...texts].flatMap(([path, text]) => (supervisorFile.test(path) ? [text] : [])).join("\n");
}

/** All that the image does when it starts, as far as the project says it. */
export const doneAtStart = (image: FinalImage, script: Script | undefined, tree: ProjectTree): string =>
  [
    image.command?.value ?? "",
    ...(script ? [alwaysDone(script)] : []),
    managedIn(image, script, tree),
    supervisedIn(image, script, tree),
  ].join("\n");

/** The port that it tells a server. */
export function portIn({ path, text }: Script): Found<number> | undefined {
  const told = portTold(text);
  return told && { value: told.value, at: `${path}:${lineAt(text, told.index)}` };
}
