import { preconditionError } from "../../../../lib/errors.ts";
import { lineAt } from "../tree.ts";

export type Json = Record<string, unknown>;

/** The object that a manifest in JSON holds. */
export function parseManifest(file: string, text: string): Json {
  try {
    const json: unknown = JSON.parse(text.replace(/^\uFEFF/, ""));
    if (json !== null && typeof json === "object" && !Array.isArray(json)) return json as Json;
  } catch (error) {
    throw preconditionError(`${file} is not valid JSON: ${error instanceof Error ? error.message : error}`, {
      hint: `Repair ${file} and run the import again; nothing was written.`,
    });
  }
  throw preconditionError(`${file} holds no object`);
}

export const record = (value: unknown): Json => (value !== null && typeof value === "object" ? (value as Json) : {});
export const string = (value: unknown): string | undefined => (typeof value === "string" && value ? value : undefined);
export const strings = (value: unknown): Record<string, string> =>
  Object.fromEntries(
    Object.entries(record(value)).filter((entry): entry is [string, string] => Boolean(string(entry[1]))),
  );

/** The text is valid JSON, so that the last quote is there; without the question mark a broken one would take ages. */
const token = /"(?:[^"\\]|\\.)*"?|[{}[\]:,]/g;

/** Line of a key, by walking the text's brackets: a key of this name may also stand elsewhere. */
export function lineOfKey(text: string, path: readonly string[]): number {
  const open: string[] = [];
  let key = "";
  for (const match of text.matchAll(token)) {
    const [word] = match;
    if (word === "{" || word === "[") open.push(key);
    else if (word === "}" || word === "]") open.pop();
    else if (word.startsWith('"') && /^\s*:/.test(text.slice(match.index + word.length))) {
      key = JSON.parse(word);
      if ([...open.slice(1), key].join("\n") === path.join("\n")) return lineAt(text, match.index);
    }
  }
  return 1;
}
