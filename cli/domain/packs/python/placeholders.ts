import { placeholdersFor } from "../shared/placeholders.ts";
import { matchesOf } from "../shared/scan.ts";
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
  const names = [...variables, ...read, ...told].map(({ value }) => value);
  const noted = new Set([...matchesOf(sources, isNoted)].map(({ groups }) => groups[0]));
  return placeholdersFor(
    // Django has a kind of database without being told one, and knows none by a made-up name.
    names.filter((name) => !name.endsWith("ENGINE") && (!noted.has(name) || name.endsWith("SECRET_KEY"))),
    "sqlite:////tmp/build",
  );
}

/**
 * `STATSD_HOST = os.getenv("STATSD_HOST")` is None without it, which settings mostly understand as off: a value would turn
 * on what no build has. Django's key alone may not be missing.
 */
const isNoted = /^\w{1,80} = os\.(?:getenv|environ\.get)\(["'](\w{1,80})["']\)$/gm;
