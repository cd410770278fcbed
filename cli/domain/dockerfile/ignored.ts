import { withoutTrailing } from "../../core/text.ts";

/** The line of a .dockerignore that leaves this path out; of several lines the last one counts. */
export function ignores(text: string | undefined, path: string): string | undefined {
  const lines = (text ?? "").split(/\r?\n/).map((line) => line.trim());
  const matching = lines.filter((line) => line && !line.startsWith("#")).findLast((line) => hits(line, path));
  return matching?.startsWith("!") ? undefined : matching;
}

/** The line of a .gitignore that leaves this path out: a name alone stands for all of that name, wherever they are. */
export const gitIgnores = (text: string | undefined, path: string): string | undefined =>
  ignores(text?.replace(/^(!?)(?=[^\s#!/][^/\n]{0,200}\/?$)/gm, "$1**/"), path);

/** A pattern hits a path, and everything in a folder. */
function hits(line: string, path: string): boolean {
  const pattern = withoutTrailing(line.replace(/^!?(?:\.\/)?\/?/, ""), "/").split("/");
  const parts = path.split("/");
  return path !== "." && parts.some((_, index) => isPathOf(parts.slice(0, index + 1), pattern));
}

/** Whether a pattern with `*` and `**` stands for this path, both in parts. */
export function isPathOf(parts: readonly string[], [first, ...rest]: readonly string[]): boolean {
  if (first === undefined) return parts.length === 0;
  if (first === "**") return parts.some((_, index) => isPathOf(parts.slice(index), rest)) || rest.length === 0;
  return parts[0] !== undefined && isName(parts[0], first) && isPathOf(parts.slice(1), rest);
}

/** `*` stands for any letters: what is between the stars has to follow one after the other. */
function isName(name: string, pattern: string): boolean {
  const [start = "", ...pieces] = pattern.split("*");
  if (pieces.length === 0) return name === pattern;
  const end = pieces.pop() ?? "";
  if (!name.startsWith(start) || !name.endsWith(end) || name.length < start.length + end.length) return false;
  let from = start.length;
  for (const piece of pieces) {
    const index = name.indexOf(piece, from);
    if (index === -1) return false;
    from = index + piece.length;
  }
  return from <= name.length - end.length;
}

/** A .dockerignore without the lines that leave one of these paths out. */
export function withoutIgnoring(text: string, paths: readonly string[]): string {
  const lines = new Set(paths.map((path) => ignores(text, path)));
  return text
    .split("\n")
    .filter((line) => !lines.has(line))
    .join("\n");
}
