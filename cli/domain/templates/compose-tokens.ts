import type { Facts } from "../packs/pack.ts";
import { setupsOf } from "../services/detect.ts";
import { listOf, type Tokens } from "./render.ts";

/** The words of compose.yaml that depend on backing services, variables and folders. */
export function composeTokens(facts: Facts, template: (path: string) => string): Tokens {
  const services = setupsOf(facts.services);
  const told = services.flatMap(({ kind, variables }) =>
    variables.map(({ value }) => [value, kind.variables[value]?.compose ?? ""] as const),
  );
  const dependsOn = services.map(
    ({ setup }) => `  ${template(`${setup.templates}/compose.depends-on.yaml`).trimEnd()}`,
  );
  const folders = ["/tmp", ...facts.writable.map(({ value }) => `${value}:uid=1000,gid=1000`)];
  return {
    COMPOSE_ENVIRONMENT: [
      ...[["PORT", String(facts.port.value)] as const, ...told].map(
        ([key, value]) => `${key}: ${JSON.stringify(value)}`,
      ),
      ...facts.variables.map(({ value }) => `${value}: # from your shell or .env`),
    ].join("\n"),
    DEPENDS_ON: dependsOn.length > 0 ? ["depends_on:", ...dependsOn].join("\n") : "",
    // Compose reads `$` as a variable.
    HEALTH_CHECK: ["CMD", ...facts.healthCheck("127.0.0.1", String(facts.port.value))]
      .map((word) => `- ${JSON.stringify(word)}`)
      .join("\n")
      .replaceAll("$", "$$$$"),
    TMPFS: listOf(folders),
    SERVICES: services.map(({ setup }) => template(`${setup.templates}/compose.service.yaml`)).join(""),
    VOLUMES: services.length > 0 ? ["", "volumes:", ...services.map(({ kind }) => `  ${kind.name}:`)].join("\n") : "",
  };
}
