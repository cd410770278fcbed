import type { Found, ProjectTree } from "../tree.ts";
import { composeCommands } from "./compose-commands.ts";
import { migratesItself } from "./processes.ts";

/** What the Compose file has the image do before its program runs: `migrate up && server`, or in a service that is called so. */
export function composedMigration(tree: ProjectTree): Found<string> | undefined {
  for (const { name, value, at, isPublished } of composeCommands(tree).filter(({ replaces }) => !replaces)) {
    const steps = value.split("&&").map((step) => step.trim().replace(/^["']|["']$/g, ""));
    const migrating = steps.filter((step) => migratesItself(step));
    if (migrating.length > 0 && migrating.length < steps.length) return { value: migrating.join(" && "), at };
    if (/^(?:[a-z]{1,20}[-_])?migrat(?:e|ions?|or)$/.test(name) && !isPublished) return { value, at };
  }
  return undefined;
}
