import type { Facts } from "../project/facts.ts";
import type { Tokens } from "./fill.ts";

/** The words of compose.yaml that depend on backing services, variables and folders. */
export function composeTokens(facts: Facts, template: (path: string) => string): Tokens {
  const services = facts.services.filter(({ kind }) => kind.generated);
  const told = services.flatMap(({ kind, variables }) =>
    variables.map(({ value }) => [value, kind.variables[value]?.compose ?? ""] as const),
  );
  const dependsOn = services.map(({ kind }) => `  ${template(`compose/${kind.name}.depends-on.yaml`).trimEnd()}`);
  const folders = ["/tmp", ...facts.writable.map(({ value }) => `${value}:uid=1000,gid=1000`)];
  return {
    ENVIRONMENT: [
      ...[...Object.entries(facts.environment), ...told].map(([key, value]) => `${key}: ${JSON.stringify(value)}`),
      ...facts.variables.map(({ value }) => `${value}: # from your shell or .env`),
    ].join("\n"),
    DEPENDS_ON: dependsOn.length > 0 ? ["depends_on:", ...dependsOn].join("\n") : "",
    // Compose reads `$` as a variable.
    HEALTH_CHECK: words(["CMD", ...facts.healthCheck]).replaceAll("$", "$$$$"),
    TMPFS: words(folders),
    SERVICES: services.map(({ kind }) => template(`compose/${kind.name}.service.yaml`)).join(""),
    VOLUMES: services.length > 0 ? ["", "volumes:", ...services.map(({ kind }) => `  ${kind.name}:`)].join("\n") : "",
  };
}

/** A list on one line, as YAML and JSON both write it. */
const words = (list: readonly string[]) => `[${list.map((word) => JSON.stringify(word)).join(", ")}]`;
