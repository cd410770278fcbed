import { type Found, lineAt, type ProjectTree } from "../tree.ts";

/** A build script, its comments blanked so that they prove nothing. */
export interface Script {
  path: string;
  text: string;
}

const names = ["build.gradle", "build.gradle.kts"];
export const settingsFiles: readonly string[] = ["settings.gradle", "settings.gradle.kts"];

export const isGradleFile = (path: string): boolean => [...names, ...settingsFiles].includes(path);

/** The script of a folder: by the usual name, or by the folder's. */
export function scriptOf(tree: ProjectTree, folder: string): Script | undefined {
  const name = folder.split("/").at(-1) ?? "";
  const candidates = [...names, ...(name ? [`${name}.gradle`, `${name}.gradle.kts`] : [])];
  const prefix = folder && `${folder}/`;
  return candidates.map((file) => readScript(tree, prefix + file)).find((script) => script !== undefined);
}

export function readScript(tree: ProjectTree, path: string): Script | undefined {
  const text = tree.texts.get(path);
  return text === undefined ? undefined : { path, text: text.replace(/^[ \t]{0,99}(?:\/\/|\*).*$/gm, "") };
}

/** The first place in any of the scripts where a pattern matches. */
export function foundIn(scripts: readonly Script[], pattern: RegExp): Found<string> | undefined {
  for (const { path, text } of scripts) {
    const match = pattern.exec(text);
    if (match)
      return {
        value: match.slice(1).find((group) => group !== undefined) ?? "",
        at: `${path}:${lineAt(text, match.index)}`,
      };
  }
  return undefined;
}

/** What a name stands for that a script uses instead of a value: gradle.properties, the catalog, or another line. */
export function valueNamed(tree: ProjectTree, scripts: readonly Script[], name: string): Found<string> | undefined {
  const last =
    name
      .replace(/\.(?:get|toInt|toInteger|asProvider)\(\)?/g, "")
      .split(/[.\s]/)
      .at(-1) ?? "";
  const said = [...scripts, ...settingsOf(tree)].flatMap(({ path, text }) =>
    text.split("\n").flatMap((line, index) => {
      const [, key = "", value = ""] =
        /^\s{0,40}(?:def |val |const val |ext\.|set\(")?"?([\w.-]{1,80})"?\)?\s{0,20}(?:=|,|:)\s{0,20}["']?([\w.]{1,40})/.exec(
          line,
        ) ?? [];
      return key.replaceAll("-", ".").split(".").at(-1) === last ? [{ value, at: `${path}:${index + 1}` }] : [];
    }),
  );
  return said.find(({ value }) => /\d/.test(value));
}

const settingsOf = (tree: ProjectTree): Script[] =>
  ["gradle.properties", "gradle/libs.versions.toml"].flatMap((path) => readScript(tree, path) ?? []);
