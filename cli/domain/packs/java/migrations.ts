import type { Warning } from "../pack.ts";
import type { Found } from "../tree.ts";
import { type Setting, textOf } from "./settings.ts";

/** What brings the database to the form that the code expects, and whether that is done when the program starts. */
export interface Migrations extends Found<string> {
  tool: string;
  atStart: boolean;
}

interface Known {
  dependencies: ReadonlySet<string>;
  settings: readonly Setting[];
  isSpring: boolean;
  /** Where the code runs them itself. */
  called: string | undefined;
}

export function migrationsOf({ dependencies, settings, isSpring, called }: Known): Migrations | undefined {
  for (const tool of ["flyway", "liquibase"]) {
    const packages = [...dependencies].filter((name) => name.split("-").includes(tool));
    // The framework's own runs it; the others are what that one needs.
    const dependency = packages.find((name) => /^(?:quarkus|micronaut)-/.test(name)) ?? packages[0];
    if (!dependency) continue;
    const isQuarkus = dependency.startsWith("quarkus-");
    const said = textOf(
      settings,
      isQuarkus ? `quarkus.${dependency.slice("quarkus-".length)}.migrate-at-start` : `spring.${tool}.enabled`,
    )?.value;
    const atStart =
      isSpring || dependency.startsWith("micronaut-")
        ? said !== "false"
        : isQuarkus
          ? said === "true"
          : called !== undefined;
    const name = tool.charAt(0).toUpperCase() + tool.slice(1);
    return { tool: name, atStart, value: atStart ? `${name}, when it starts` : name, at: `dependency ${dependency}` };
  }
  return undefined;
}

export const migrationWarnings = (migrations: Migrations | undefined): Warning[] =>
  migrations && !migrations.atStart
    ? [
        {
          text: `nothing runs the migrations (${migrations.tool}) when a version is rolled out`,
          hint: "Run them before it, or when the program starts.",
        },
      ]
    : [];
