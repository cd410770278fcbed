import type { Facts } from "../packs/pack.ts";
import { wholeUrl } from "../services/parts.ts";
import { type ServiceSetUp, setupsOf } from "../services/used-service.ts";
import { startSeconds } from "./chart-tokens.ts";
import { processServices } from "./process-tokens.ts";
import { listOf, render, type Templates, type Tokens } from "./render.ts";
import { partOf, serviceWords } from "./service-parts.ts";

/** The words of compose.yaml that depend on backing services, variables and folders. */
export function composeTokens(facts: Facts, templates: Templates): Tokens {
  const template = (path: string) => templates.get(path) ?? "";
  const services = setupsOf(facts.services);
  const told = services.flatMap((service) =>
    service.variables.map(({ value }) => [value, toldInCompose(service, value)] as const),
  );
  const healthy = services.map(
    (service) => `  ${render(partOf(templates, service, "compose.depends-on.yaml"), serviceWords(templates, service))}`,
  );
  const migrated = facts.processes?.migration ? ["  migration: { condition: service_completed_successfully }"] : [];
  const folders = ["/tmp", ...facts.writable.map(({ value }) => `${value}:uid=${facts.user},gid=${facts.user}`)];
  const shared: Tokens = {
    DEPENDS_ON: dependsOn([...healthy, ...migrated]),
    MIGRATION_DEPENDS_ON: dependsOn(healthy),
    // What an image does not say of itself, compose.yaml says as the chart does.
    COMPOSE_ARGUMENTS: facts.arguments ? `command: ${listOf(facts.arguments).replaceAll("$", "$$$$")}` : "",
    COMPOSE_USER: facts.startsAsRoot ? `user: "${facts.user}:${facts.user}"` : "",
    TMPFS: listOf(folders),
    // One in the image asks the program; a service that says so itself is not waited for by `up --wait`.
    NO_HEALTH_CHECK: facts.checksItself ? "healthcheck: { disable: true }" : "",
  };
  const processes = processServices(facts, template, shared);
  const kept = services.filter(({ setup }) => !setup.keepsNothing);
  return {
    ...shared,
    SHARED: processes ? " &environment" : "",
    COMPOSE_ENVIRONMENT: [
      ...[["PORT", String(facts.port.value)] as const, ...Object.entries(facts.settings ?? {}), ...told].map(
        ([key, value]) => `${key}: ${JSON.stringify(value)}`,
      ),
      ...facts.variables.map(({ value }) => `${value}: # from your shell or .env`),
    ].join("\n"),
    HEALTH_CHECK: healthCheck(facts),
    SERVICES: [
      processes,
      ...services.map((service) => withAlias(partOf(templates, service, "compose.service.yaml"), service)),
      adminer(services, template),
    ].join(""),
    VOLUMES: kept.length > 0 ? ["", "volumes:", ...kept.map(({ kind }) => `  ${kind.name}:`)].join("\n") : "",
  };
}

const dependsOn = (lines: readonly string[]) =>
  lines.length > 0 ? ["depends_on:", ...lines.map((line) => line.trimEnd())].join("\n") : "";

function toldInCompose(service: ServiceSetUp, variable: string): string {
  const { compose = "" } = service.kind.variables[variable] ?? {};
  return compose === wholeUrl ? composeUrl(service) : compose;
}

/** The URL of a service of this project, whose network nobody else reaches. */
function composeUrl({ kind, setup, url = "" }: ServiceSetUp): string {
  const { user = "", password = "" } = kind.url?.inCompose ?? {};
  const parts = ["", user, password, kind.name, setup.words?.SERVICE_PORT, "app"];
  const form = user ? url : url.replace("%[1]s:%[2]s@", "");
  return form.replace(/%\[(\d)\][sv]/g, (_, index: string) => parts[Number(index)] ?? "");
}

/** Under the name that the program has in its code. */
const withAlias = (text: string, { kind, host }: ServiceSetUp) =>
  host && host.value !== kind.name ? `${text}    networks: { default: { aliases: [${host.value}] } }\n` : text;

/** To look into a database, where there is one that Adminer knows. */
function adminer(services: readonly ServiceSetUp[], template: (path: string) => string): string {
  const database = services.find(({ setup }) => setup.isSql);
  return database ? render(template("services/adminer.compose.yaml"), { SERVICE: database.kind.name }) : "";
}

/** None if the image has one of its own. Compose reads `$` as a variable. */
function healthCheck({ healthCheck: check, checksItself, port, startsSlowly }: Facts): string {
  if (!check || checksItself) return "";
  const words = ["CMD", ...check("127.0.0.1", String(port.value))];
  const test = words.map((word) => `    - ${JSON.stringify(word).replaceAll("$", "$$$$")}`);
  const start = `start_period: ${startsSlowly ? startSeconds.slow : 30}s`;
  const times = ["interval: 2s", "timeout: 5s", "retries: 5", start].map((line) => `  ${line}`);
  return ["healthcheck:", "  test:", ...test, ...times].join("\n");
}
