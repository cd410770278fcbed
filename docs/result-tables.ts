import { z } from "zod";
import { results } from "../cli/results/all.ts";

/** The part of a JSON schema that the tables of results need. */
interface Schema {
  type?: string | string[];
  const?: unknown;
  enum?: unknown[];
  description?: string;
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  anyOf?: Schema[];
  oneOf?: Schema[];
}

type Row = [key: string, value: string, meaning: string];

/** More of them stand in a table of their own. */
const mostWords = 8;

const code = (text: unknown) => `\`${text}\``;

/** Several schemas of one value as one: what they list together, what they all require. */
function joined(schemas: readonly Schema[]): Schema {
  const branches = schemas.flatMap(branchesOf);
  const words = [...new Set(branches.flatMap(wordsOf))];
  const keys = [...new Set(branches.flatMap(({ properties = {} }) => Object.keys(properties)))];
  const properties = keys.map((key) => {
    return [key, joined(branches.flatMap(({ properties }) => properties?.[key] ?? []))] as const;
  });
  return {
    ...branches[0],
    ...(words.length > 0 && { enum: words }),
    properties: Object.fromEntries(properties),
    required: keys.filter((key) => branches.every(({ required = [] }) => required.includes(key))),
  };
}

const branchesOf = (schema: Schema): Schema[] => {
  const branches = schema.anyOf ?? schema.oneOf;
  if (!branches) return [schema];
  const { description } = schema;
  return branches.flatMap(branchesOf).map((branch) => ({ ...(description && { description }), ...branch }));
};

const wordsOf = (schema: Schema): unknown[] => schema.enum ?? (schema.const === undefined ? [] : [schema.const]);

function typeOf(schema: Schema): string {
  const words = wordsOf(schema);
  if (words.length > 0 && words.length <= mostWords) return words.map(code).join(", ");
  if (schema.type === "array") return `list of ${typeOf(joined([schema.items ?? {}]))}`;
  return [schema.type ?? "any"].flat().join(" or ");
}

/** A row for each key below; what every result begins with is left out. */
function rowsOf(schema: Schema, above: string): Row[] {
  const { properties = {}, required = [] } = joined([schema]);
  return Object.entries(properties)
    .filter(([key]) => above !== "" || !["apiVersion", "kind"].includes(key))
    .flatMap(([key, property]) => {
      const own = joined([property]);
      const path = `${above}${key}`;
      const row: Row = [code(required.includes(key) ? path : `${path}?`), typeOf(own), own.description ?? ""];
      return [row, ...rowsOf(own, `${path}.`), ...rowsOf(own.items ?? {}, `${path}[].`)];
    });
}

/** The keys of a result, by its kind; a promotion that is part of another result is not shown again. */
export function resultRows(kind: keyof typeof results): Row[] {
  const rows = rowsOf(z.toJSONSchema(results[kind]) as Schema, "");
  return kind === "Promotions" ? rows.slice(0, 1) : rows;
}

export const kinds = Object.keys(results) as (keyof typeof results)[];
