import { isPair, isScalar, LineCounter, parseDocument, visit } from "yaml";
import { tomlEntries, tomlText } from "../../../core/toml.ts";
import type { Setting } from "../shared/configured.ts";
import { firstMatch, type Source } from "../shared/scan.ts";

/** How variables are called that take the place of settings: `APP_DATABASE__HOST`. */
interface Naming {
  beginning: string;
  /** Between the keys; without it, only those at the top have a variable. */
  separator: string;
}

/** The settings of a program that reads them with `config` or `figment`, which let variables take their place. */
export function readSettings(sources: readonly Source[]): Setting[] {
  const code = sources.filter(({ path }) => path.endsWith(".rs"));
  const naming = namingOfConfig(code) ?? namingOfFigment(code);
  if (!naming) return [];
  const said = sources.filter(({ path }) => !path.endsWith(".rs")).sort((a, b) => rankOf(a) - rankOf(b));
  const lines = said.flatMap((file) => (file.path.endsWith(".toml") ? tomlLines(file) : yamlLines(file)));
  return lines.flatMap((line) => {
    const variable = variableOf(line.keys, naming);
    return variable === undefined ? [] : [{ ...line, variable }];
  });
}

/** What holds for production is read last. */
const rankOf = ({ path }: Source) => (/production/.test(path) ? 1 : 0);

const variableOf = (keys: readonly string[], { beginning, separator }: Naming): string | undefined =>
  keys.length > 1 && separator === "" ? undefined : (beginning + keys.join(separator)).toUpperCase();

/** `Environment::with_prefix("APP").prefix_separator("_").separator("__")` */
function namingOfConfig(code: readonly Source[]): Naming | undefined {
  const made = firstMatch(code, /\bEnvironment::(?:with_prefix\(\s{0,40}&?(["\w]{1,60})|default\(\))([^;]{0,300})/g);
  if (!made) return undefined;
  const [written = "", options = ""] = made.groups;
  const prefix = textOf(written, code);
  const separator = optionIn(options, /\.separator\(\s{0,9}"([^"\n]{1,9})"/);
  const after = optionIn(options, /\.prefix_separator\(\s{0,9}"([^"\n]{1,9})"/) ?? separator ?? "_";
  return { beginning: prefix ? prefix + after : "", separator: separator ?? "" };
}

/** `Env::prefixed("APP_").split("__")` */
function namingOfFigment(code: readonly Source[]): Naming | undefined {
  const made = firstMatch(code, /\bEnv::(?:prefixed\(\s{0,40}(["\w]{1,60})|raw\(\))([^;]{0,200})/g);
  if (!made) return undefined;
  const [written = "", options = ""] = made.groups;
  return {
    beginning: textOf(written, code),
    separator: optionIn(options, /\.split\(\s{0,9}"([^"\n]{1,9})"/) ?? "",
  };
}

const optionIn = (options: string, pattern: RegExp) => pattern.exec(options)?.[1];

/** A text, or the one that a constant of this name has. */
function textOf(written: string, code: readonly Source[]): string {
  const text = /^"([\w.-]{0,60})/.exec(written)?.[1];
  if (text !== undefined) return text;
  const constants = code.flatMap((source) => [
    ...source.text.matchAll(/\b(?:const|static) (\w{1,60}): &(?:'static )?str = "([\w.-]{0,60})"/g),
  ]);
  return constants.find(([, name]) => name === written)?.[2] ?? "";
}

type Line = Omit<Setting, "variable">;

const tomlLines = ({ path, text }: Source): Line[] =>
  tomlEntries(text).map(({ section, key, value, line }) => ({
    keys: [...section.split("."), ...key.split(".")].filter(Boolean).map((word) => word.toLowerCase()),
    value: tomlText(value) ?? /^[\w.-]{1,60}/.exec(value)?.[0] ?? "",
    at: `${path}:${line}`,
  }));

function yamlLines({ path, text }: Source): Line[] {
  const lineCounter = new LineCounter();
  const lines: Line[] = [];
  visit(parseDocument(text, { lineCounter, logLevel: "silent" }), {
    Pair(_, { key, value }, above) {
      if (!isScalar(key) || !isScalar(value)) return;
      const outer = above.flatMap((node) => (isPair(node) && isScalar(node.key) ? [String(node.key.value)] : []));
      const { line } = lineCounter.linePos(key.range?.[0] ?? 0);
      const keys = [...outer, String(key.value)].map((word) => word.toLowerCase());
      lines.push({ keys, value: String(value.value ?? ""), at: `${path}:${line}` });
    },
  });
  return lines;
}
