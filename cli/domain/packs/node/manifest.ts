import { preconditionError } from "../../../../lib/errors.ts";
import { lineAt, type ProjectTree } from "../tree.ts";

export const manifestFile = "package.json";

/** The parts of package.json that say how a project is built and run. */
export interface Manifest {
  name?: string | undefined;
  main?: string | undefined;
  scripts: Readonly<Record<string, string>>;
  dependencies: ReadonlySet<string>;
  devDependencies: ReadonlySet<string>;
  node?: string | undefined;
  packageManager?: string | undefined;
  workspaces: boolean;
  /** Where a key stands: `package.json:12`. */
  at(...path: string[]): string;
}

type Json = Record<string, unknown>;

export function readManifest(tree: ProjectTree): Manifest {
  const text = tree.texts.get(manifestFile) ?? "";
  const json = parse(text);
  const optional = record(json.optionalDependencies);
  return {
    name: string(json.name),
    main: string(json.main),
    scripts: strings(json.scripts),
    dependencies: new Set([...Object.keys(record(json.dependencies)), ...Object.keys(optional)]),
    devDependencies: new Set(Object.keys(record(json.devDependencies))),
    node: string(record(json.engines).node),
    packageManager: string(json.packageManager),
    workspaces: json.workspaces !== undefined,
    at: (...path) => `${manifestFile}:${lineOfKey(text, path)}`,
  };
}

function parse(text: string): Json {
  try {
    const json: unknown = JSON.parse(text.replace(/^\uFEFF/, ""));
    if (json !== null && typeof json === "object" && !Array.isArray(json)) return json as Json;
  } catch (error) {
    throw preconditionError(`${manifestFile} is not valid JSON: ${error instanceof Error ? error.message : error}`, {
      hint: `Repair ${manifestFile} and run the import again; nothing was written.`,
    });
  }
  throw preconditionError(`${manifestFile} holds no object`);
}

const record = (value: unknown): Json => (value !== null && typeof value === "object" ? (value as Json) : {});
const string = (value: unknown): string | undefined => (typeof value === "string" && value ? value : undefined);
const strings = (value: unknown): Record<string, string> =>
  Object.fromEntries(
    Object.entries(record(value)).filter((entry): entry is [string, string] => Boolean(string(entry[1]))),
  );

/** The text is valid JSON, so that the last quote is there; without the question mark a broken one would take ages. */
const token = /"(?:[^"\\]|\\.)*"?|[{}[\]:,]/g;

/** Line of a key, by walking the text's brackets: a key of this name may also stand elsewhere. */
function lineOfKey(text: string, path: readonly string[]): number {
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
