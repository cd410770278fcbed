import { readFileSync } from "node:fs";
import { configJsonSchema } from "../cli/core/config/json-schema.ts";
import { exitCodes } from "../cli/core/exit-codes.ts";
import { serveJsonSchema } from "../cli/core/serve/json-schema.ts";
import { rules } from "../cli/domain/verdicts/rules.ts";
import { kinds, resultRows } from "./result-tables.ts";

/** The part of a JSON schema that the table of keys needs. */
interface Schema {
  type?: string;
  const?: unknown;
  enum?: unknown[];
  default?: unknown;
  description?: string;
  properties?: Record<string, Schema>;
  additionalProperties?: Schema | boolean;
  required?: string[];
  anyOf?: Schema[];
}

type Row = string[];

/** A Markdown table with columns as wide as their widest cell, as formatters write it. */
function table(...rows: Row[]): string[] {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  const line = (row: Row) => `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`;
  const [head = [], ...body] = rows;
  return [line(head), line(widths.map((width) => "-".repeat(width))), ...body.map(line)];
}

const code = (text: string) => `\`${text}\``;

const keys = (schema: object): string[] => table(["key", "default", "meaning"], ...rowsOf(schema as Schema, ""));

/** A row for each key below, in the order of the schema; `<name>` stands for the name of an environment. */
function rowsOf({ properties = {}, required = [], additionalProperties, anyOf = [] }: Schema, above: string): Row[] {
  const own = Object.entries(properties).flatMap(([key, schema]) => {
    const path = above + key;
    return [[code(path), defaultOf(schema, required.includes(key)), meaningOf(schema)], ...rowsOf(schema, `${path}.`)];
  });
  const named = typeof additionalProperties === "object" ? rowsOf(additionalProperties, `${above}<name>.`) : [];
  return [...own, ...named, ...anyOf.flatMap((branch) => rowsOf(branch, above))];
}

function defaultOf({ default: value }: Schema, isRequired: boolean): string {
  if (isRequired) return "required";
  return value === undefined || typeof value === "object" ? "" : code(String(value));
}

const meaningOf = ({ description = "", enum: choices }: Schema) =>
  choices ? `${description} (${choices.map((choice) => code(String(choice))).join(" or ")})` : description;

const exitCodeTable = () =>
  table(
    ["code", "reason", "meaning"],
    ...Object.entries(exitCodes).map(([reason, { code: number, meaning }]) => [String(number), code(reason), meaning]),
  );

const verdicts = () =>
  table(
    ["verdict", "exit code", "certain when"],
    ...rules.map((rule) => [
      `[${rule.code}](#${rule.code.replaceAll(".", "")})`,
      String(exitCodes[rule.reason].code),
      rule.certainWhen,
    ]),
  );

/** The type of an event, as it stands in the source. */
function eventType(): string[] {
  const source = readFileSync(new URL("../cli/core/events.ts", import.meta.url), "utf8");
  const type = /^export type Event =\n([\s\S]*?;\n)\n/m.exec(source)?.[0];
  if (!type) throw new Error("cli/core/events.ts has no type Event");
  return ["```ts", type.replace("export ", "").trimEnd(), "```"];
}

/** The tables of the pages, by the name that stands in their marks. */
export const tables: Readonly<Record<string, () => string[]>> = {
  keys: () => keys(configJsonSchema()),
  "serve-keys": () => keys(serveJsonSchema()),
  "exit-codes": exitCodeTable,
  verdicts,
  events: eventType,
  ...Object.fromEntries(
    kinds.map((kind) => [`result-${kind}`, () => table(["key", "value", "meaning"], ...resultRows(kind))]),
  ),
};
