import type { Found, ProjectTree } from "../tree.ts";

/** What asdf and mise read, for tools of every language. */
export const toolFiles: readonly string[] = [".tool-versions", "mise.toml", ".mise.toml"];

/** The version that a tool is pinned to there, by any of its names: `nodejs 24.3.0`, `node = "24"`, `java = ["temurin-21"]`. */
export function pinnedTool({ texts }: ProjectTree, ...names: readonly string[]): Found<string> | undefined {
  for (const file of toolFiles) {
    const lines = (texts.get(file) ?? "").split("\n");
    for (const [index, line] of lines.entries()) {
      const [, name = "", value] = (file === ".tool-versions" ? ofAsdf : ofMise).exec(line) ?? [];
      if (value !== undefined && names.includes(name)) return { value, at: `${file}:${index + 1}` };
    }
  }
  return undefined;
}

const ofAsdf = /^\s{0,9}([\w-]{1,40})\s{1,40}(\S{1,40})/;
const ofMise = /^\s{0,9}["']?([\w-]{1,40})["']?\s{0,20}=[^"'#\n]{0,40}["']([^"'\n]{1,40})["']/;
