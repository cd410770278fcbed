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
  const folders = ["/tmp", ...facts.writable.map(({ value }) => `${value}:uid=${facts.user},gid=${facts.user}`)];
  return {
    COMPOSE_ENVIRONMENT: [
      ...[["PORT", String(facts.port.value)] as const, ...told].map(
        ([key, value]) => `${key}: ${JSON.stringify(value)}`,
      ),
      ...facts.variables.map(({ value }) => `${value}: # from your shell or .env`),
    ].join("\n"),
    DEPENDS_ON: dependsOn.length > 0 ? ["depends_on:", ...dependsOn].join("\n") : "",
    HEALTH_CHECK: healthCheck(facts),
    // What an image does not say of itself, compose.yaml says as the chart does.
    COMPOSE_USER: facts.startsAsRoot ? `user: "${facts.user}:${facts.user}"` : "",
    TMPFS: listOf(folders),
    SERVICES: services.map(({ setup }) => template(`${setup.templates}/compose.service.yaml`)).join(""),
    VOLUMES: services.length > 0 ? ["", "volumes:", ...services.map(({ kind }) => `  ${kind.name}:`)].join("\n") : "",
  };
}

/** None if the image has one of its own. Compose reads `$` as a variable. */
function healthCheck({ healthCheck: check, checksItself, port }: Facts): string {
  if (!check || checksItself) return "";
  const words = ["CMD", ...check("127.0.0.1", String(port.value))];
  const test = words.map((word) => `    - ${JSON.stringify(word).replaceAll("$", "$$$$")}`);
  const times = ["interval: 2s", "timeout: 5s", "retries: 5", "start_period: 30s"].map((line) => `  ${line}`);
  return ["healthcheck:", "  test:", ...test, ...times].join("\n");
}
