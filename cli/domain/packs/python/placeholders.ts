import { placeholdersFor } from "../shared/placeholders.ts";
import type { Survey } from "../shared/survey.ts";
import { detectVariables } from "../shared/variables.ts";
import { assumed } from "../tree.ts";
import { pythonLanguage } from "./language.ts";

/**
 * Every variable that the settings may read without a default, each with a value for a build: Django loads them all to
 * collect its static files. Those that tell of a service are among them, whatever tells the program of it later.
 */
export function placeholdersOf({ sources, services, variables }: Survey): Record<string, string> {
  const read = detectVariables(sources, pythonLanguage, new Set());
  const told = services.flatMap((service) => service.variables.filter(({ at }) => at !== assumed));
  return placeholdersFor(
    [...variables, ...read, ...told].map(({ value }) => value),
    "sqlite:////tmp/build",
  );
}
