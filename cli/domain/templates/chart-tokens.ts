import type { Config } from "../../core/config/schema.ts";
import { memoryFor, startSecondsFor } from "../import/measured.ts";
import type { Facts } from "../packs/pack.ts";
import { namingOf } from "../release/naming.ts";
import { setupsOf, type UsedService } from "../services/used-service.ts";
import { monitoringTokens } from "./monitoring-tokens.ts";
import { processFolders, processTokens } from "./process-tokens.ts";
import { listOf, render, type Templates, type Tokens } from "./render.ts";
import { partOf, serviceWords } from "./service-parts.ts";

/** The words of the chart. */
export function chartTokens(facts: Facts, config: Config, templates: Templates): Tokens {
  const services = setupsOf(facts.services);
  const shared: Tokens = { NAME: config.name };
  const processes = processTokens(facts, templates, shared);
  const part = (service: (typeof services)[number], file: string) =>
    render(partOf(templates, service, file), { ...shared, ...serviceWords(templates, service) });
  const fragments = (file: string) =>
    [
      ...services.map((service) => part(service, file)),
      ...processFolders(facts).map((folder) =>
        render(templates.get(`${folder}/${file}`) ?? "", { ...shared, ...processes }),
      ),
    ].join("");
  const { readiness, liveness } = facts.health;
  return {
    ...shared,
    ...processes,
    IMAGE: namingOf(config).images[0].pull,
    ENV: environment(facts),
    ARGUMENTS: facts.arguments ? `args: ${listOf(facts.arguments)}` : "",
    READINESS: readiness?.value ?? "",
    LIVENESS: liveness?.value ?? "",
    START_SECONDS: String(startSecondsFor(facts.measured, facts.startsSlowly ? startSeconds.slow : startSeconds.usual)),
    MEMORY_REQUEST: `${memoryFor(facts.measured).request}Mi`,
    MEMORY_LIMIT: `${memoryFor(facts.measured).limit}Mi`,
    WRITABLE: listOf(["/tmp", ...facts.writable.map(({ value }) => value)]),
    POD_ANNOTATIONS: podAnnotations(facts),
    SERVICE_VALUES: fragments("values.yaml"),
    SERVICE_SCHEMA: fragments("schema.json"),
    SERVICE_HELPERS: fragments("helpers.tpl"),
    SERVICE_ALERTS: fragments("alerts.yaml"),
    SERVICE_ENV: services.map((service) => part(service, "env.yaml") + toldVariables(service)).join(""),
    // A variable that the chart sets itself must not be set a second time.
    OWN_VARIABLES: listOf(["PORT", ...services.flatMap(ownVariables)]),
    USER: String(facts.user),
    ...monitoringTokens(facts, config.name),
    TEST_CONNECTION: listOf(
      facts.healthCheck?.("{{ .Values.service.name }}", "{{ .Values.service.externalPort }}") ?? [],
    ),
  };
}

/** For how long a program may not answer yet; one that ends is seen at once. */
export const startSeconds = { usual: 60, slow: 300 };

/** Variables without a default stand there to be filled in; the file stays valid while they are not. */
function environment({ variables, settings = {} }: Facts): string {
  const lines = Object.entries(settings).map(([name, value]) => `  ${name}: ${JSON.stringify(value)}`);
  const told = lines.length > 0 ? ["env:", ...lines] : ["env: {}"];
  if (variables.length === 0) return told.join("\n");
  return [
    ...told,
    "# The program reads these and has no default for them:",
    ...variables.map(({ value }) => `#  ${value}: ""`),
  ].join("\n");
}

const podAnnotations = ({ metrics, port }: Facts) =>
  metrics
    ? [
        "podAnnotations:",
        '  prometheus.io/scrape: "true"',
        `  prometheus.io/path: ${metrics.value}`,
        `  prometheus.io/port: "${port.value}"`,
      ].join("\n")
    : "podAnnotations: {}";

const passwordVariable = ({ kind }: UsedService) => `${kind.name.toUpperCase()}_PASSWORD`;

const ownVariables = (service: UsedService) => [
  ...new Set([passwordVariable(service), ...service.variables.map(({ value }) => value)]),
];

/** After the password: Kubernetes fills it into variables that come later. */
const toldVariables = (service: UsedService) =>
  service.variables
    .filter(({ value }) => value !== passwordVariable(service))
    .map(({ value }) => `- name: ${value}\n  value: ${service.kind.variables[value]?.chart}\n`)
    .join("");
