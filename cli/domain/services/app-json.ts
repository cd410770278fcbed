import { lineAt, type ProjectTree } from "../packs/tree.ts";

/** What Heroku, and platforms like it, ask a person for before they set a program up. */
export const appFile = "app.json";

/** The variables of an app.json: those that it calls optional, and those that it asks for, with where. */
export function variablesOfApp({ texts }: ProjectTree): { optional: string[]; asked: Map<string, string> } {
  const text = texts.get(appFile);
  const entries = Object.entries(environmentOf(text));
  const isOptional = ([, said]: [string, unknown]) => isRecord(said) && said.required === false;
  const isAsked = ([, said]: [string, unknown]) =>
    isRecord(said) && said.required !== false && said.value === undefined && said.generator === undefined;
  const names = (kept: (entry: [string, unknown]) => boolean) => entries.filter(kept).map(([name]) => name);
  const at = (name: string) => `${appFile}:${lineAt(text ?? "", text?.indexOf(`"${name}"`) ?? 0)}`;
  return { optional: names(isOptional), asked: new Map(names(isAsked).map((name) => [name, at(name)])) };
}

function environmentOf(text = "{}"): Readonly<Record<string, unknown>> {
  try {
    const said: unknown = JSON.parse(text);
    return isRecord(said) && isRecord(said.env) ? said.env : {};
  } catch {
    return {};
  }
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
