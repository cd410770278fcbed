import type { ComposeModel } from "./compose-model.ts";

/** The variable that Compose misses, by its words; undefined if something else is wrong. */
export const missingVariable = (words: readonly string[]): string | undefined =>
  words.map((line) => /required variable (\w+) is missing a value/.exec(line)?.[1]).find((name) => name !== undefined);

/**
 * The model with its values in place of each text that demands a variable (`${NAME:?}`): a file that is included may have
 * variables of its own, which nothing has once the files are one.
 */
export const withValueOf = (name: string, model: ComposeModel, resolved: ComposeModel): ComposeModel =>
  valued(model, resolved, [`\${${name}?`, `\${${name}:?`]) as ComposeModel;

function valued(written: unknown, resolved: unknown, demands: readonly string[]): unknown {
  if (resolved === undefined) return written;
  if (typeof written === "string") return demands.some((demand) => written.includes(demand)) ? resolved : written;
  if (typeof written !== "object" || written === null) return written;
  const values = resolved as Record<string, unknown> | null;
  const entries = Object.entries(written).map(([key, value]) => [key, valued(value, values?.[key], demands)] as const);
  return Array.isArray(written) ? entries.map(([, value]) => value) : Object.fromEntries(entries);
}
