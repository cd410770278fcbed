import { basename, dirname } from "node:path/posix";
import { servedFile, settingsFile } from "../packs/java/settings.ts";
import type { ProjectTree } from "../packs/tree.ts";
import type { Candidate } from "./member.ts";

const server = /\bspring-cloud-config-server\b|@EnableConfigServer\b/;

/** A program of Spring with the settings that a configuration server of the same repository has for it, by its name. */
export function withServedSettings(candidate: Candidate, whole: ProjectTree): Candidate {
  const { tree, folder } = candidate;
  const name = applicationName(tree, folder);
  const files = name === undefined ? [] : filesFor(whole, name, folder);
  return files.length === 0 ? candidate : { ...candidate, tree: { ...tree, served: new Map(files) } };
}

/** What holds for all comes before what holds for one. */
function filesFor(whole: ProjectTree, name: string, folder: string): [path: string, text: string][] {
  const all = [...whole.texts];
  const own = all.filter(([path]) => servedFile.test(path) && stemOf(path) === name && !path.startsWith(`${folder}/`));
  if (own.length === 0 || !all.some(([, text]) => server.test(text))) return [];
  const folders = new Set(own.map(([path]) => dirname(path)));
  const shared = all.filter(([path]) => folders.has(dirname(path)) && stemOf(path) === "application");
  return [...shared, ...own];
}

const stemOf = (path: string) => basename(path).replace(/\.\w{1,10}$/, "");

/** `spring.application.name`, which is what the server is asked by. */
function applicationName({ texts }: ProjectTree, folder: string): string | undefined {
  for (const [path, text] of texts) {
    if (!settingsFile.test(path) || !(path.startsWith("src/") || path.startsWith(folder && `${folder}/`))) continue;
    const said =
      /^spring\.application\.name\s{0,9}[=:]\s{0,9}([\w-]{1,60})/m.exec(text)?.[1] ??
      /^spring:\s{0,9}\n(?:[ \t][^\n]{0,200}\n|\n){0,40}?[ \t]{1,9}application:\s{0,9}\n\s{1,20}name:\s{0,9}["']?([\w-]{1,60})/m.exec(
        text,
      )?.[1];
    if (said) return said;
  }
  return undefined;
}
