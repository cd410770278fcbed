import { usageError } from "../../../lib/errors.ts";
import type { Config, Environment } from "./schema.ts";

/** The settings of an environment. Throws where chatops.yaml has none of that name. */
export function environmentOf({ environments }: Config, name: string): Environment {
  const settings = Object.hasOwn(environments, name) ? environments[name] : undefined;
  if (settings) return settings;
  const known = Object.keys(environments);
  throw usageError(`chatops.yaml has no environment ${name}`, {
    hint: known.length > 0 ? `It has: ${known.join(", ")}.` : "Add it under `environments`.",
  });
}
