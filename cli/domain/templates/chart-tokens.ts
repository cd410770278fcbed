import type { Config } from "../../core/config/schema.ts";
import type { Facts } from "../packs/pack.ts";
import { namingOf } from "../release/naming.ts";
import { setupsOf, type UsedService } from "../services/detect.ts";
import { listOf, type Tokens } from "./render.ts";

type Template = (path: string) => string;

/** The words of the chart. */
export function chartTokens(facts: Facts, config: Config, template: Template): Tokens {
  const services = setupsOf(facts.services);
  const fragments = (file: string) => services.map(({ setup }) => template(`${setup.templates}/${file}`)).join("");
  const { readiness, liveness } = facts.health;
  return {
    IMAGE: namingOf(config).images[0].pull,
    ENV: environment(facts),
    READINESS: readiness?.value ?? "",
    LIVENESS: liveness?.value ?? "",
    WRITABLE: listOf(["/tmp", ...facts.writable.map(({ value }) => value)]),
    POD_ANNOTATIONS: podAnnotations(facts),
    SERVICE_VALUES: fragments("values.yaml"),
    SERVICE_SCHEMA: fragments("schema.json"),
    SERVICE_HELPERS: fragments("helpers.tpl"),
    SERVICE_ENV: services
      .map((service) => template(`${service.setup.templates}/env.yaml`) + toldVariables(service))
      .join(""),
    // A variable that the chart sets itself must not be set a second time.
    OWN_VARIABLES: listOf(["PORT", ...services.flatMap(ownVariables)]),
    USER: String(facts.user),
    TEST_CONNECTION: listOf(
      facts.healthCheck?.("{{ .Values.service.name }}", "{{ .Values.service.externalPort }}") ?? [],
    ),
    ...Object.fromEntries(services.map(({ kind, password }) => [authToken(kind.name), String(password !== undefined)])),
  };
}

/** Variables without a default stand there to be filled in; the file stays valid while they are not. */
function environment({ variables }: Facts): string {
  if (variables.length === 0) return "env: {}";
  return [
    "env: {}",
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

const ownVariables = ({ kind, variables }: UsedService) => [
  `${kind.name.toUpperCase()}_PASSWORD`,
  ...variables.map(({ value }) => value),
];

/** Whether a service asks for a password: only if the program can send one. */
const authToken = (service: string) => `${service.toUpperCase()}_AUTH`;

/** After the password: Kubernetes fills it into variables that come later. */
const toldVariables = ({ kind, variables }: UsedService) =>
  variables.map(({ value }) => `- name: ${value}\n  value: ${kind.variables[value]?.chart}\n`).join("");
