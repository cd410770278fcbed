import type { Found, ProjectTree } from "../tree.ts";
import { lineAt } from "../tree.ts";
import type { Project } from "./project.ts";

/** The project as far as a program is made of it; a setting that no file has is the variable that takes its place. */
export function sourceTree(tree: ProjectTree, used: readonly Project[]): ProjectTree {
  const isOwn = (path: string) => used.some(({ folder }) => folder === "" || path.startsWith(`${folder}/`));
  const own = [...tree.texts].filter(([path]) => isOwn(path));
  const settings = own
    .filter(([path]) => /(?:^|\/)appsettings(?:\.Production)?\.json$/.test(path))
    .map(([, text]) => text);
  const texts = own
    .filter(([, text]) => !isForDeveloping(text))
    .map(([path, text]) => [path, readable(text, settings)] as const);
  return { ...tree, texts: new Map(texts) };
}

/** Aspire's endpoints are there while developing alone. */
const isForDeveloping = (text: string) => text.includes("MapDefaultEndpoints(this") && text.includes("IsDevelopment()");

/** `Jwt:Key` is told by `JWT__KEY`: the case does not matter. */
function readable(text: string, settings: readonly string[]): string {
  const isSet = (key: string) => {
    const last = key.split(":").at(-1) ?? "";
    return settings.some((setting) => new Set(keysIn(setting)).has(last.toLowerCase()));
  };
  return text
    .replace(/(\b_?[Cc]onfig(?:uration)?\[\s{0,9}")([A-Z][\w:]{1,99})(?=")/g, (whole, before: string, key: string) =>
      isSet(key) ? whole : before + variableOf(key),
    )
    .replace(/\bGetConnectionString\(\s{0,9}(?:name:\s{0,9})?"([\w-]{1,60})"/g, (_, name: string) =>
      variableOf(`ConnectionStrings:${name}`),
    );
}

const variableOf = (key: string): string => key.replaceAll(":", "__").replaceAll("-", "_").toUpperCase();

const keysIn = (text: string) =>
  [...text.matchAll(/"([\w.-]{1,99})"\s{0,9}:/g)].map(([, key = ""]) => key.toLowerCase());

/** A database in a file beside the program, which it cannot write. */
export function databaseFile(texts: ReadonlyMap<string, string>): Found<string> | undefined {
  for (const [path, text] of texts) {
    const found = /\bData ?Source ?= ?([\w.-]{1,60}\.(?:db|sqlite3?))\b/i.exec(text);
    if (found) return { value: found[1] ?? "", at: `${path}:${lineAt(text, found.index)}` };
  }
  return undefined;
}
