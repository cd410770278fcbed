import { firstWord } from "../shared/scan.ts";
import type { Survey } from "../shared/survey.ts";
import type { Composer } from "./composer.ts";
import type { Framework } from "./frameworks.ts";

/** Of what a framework's settings read, only that without which it does not start. */
export function neededOf(
  { variables, sources }: Survey,
  { packages, settings, required = [], requiredBy = {} }: Framework,
  { requires, at: placeOf }: Composer,
) {
  const ofPackages = Object.entries(requiredBy).flatMap(([name, variable]) => (name in requires ? [variable] : []));
  const needed = new Set([...required, ...ofPackages]);
  const read = variables.filter(({ value, at }) => needed.has(value) || !settings?.test(at));
  // Settings may have something in its place with which nothing starts, such as `null`.
  const by = packages.find((name) => name in requires);
  const isNamed = (name: string) => firstWord(sources, name) !== undefined;
  const unread = required.filter((name) => read.every(({ value }) => value !== name) && isNamed(name));
  return [...read, ...(by ? unread.map((value) => ({ value, at: placeOf(by) })) : [])];
}
