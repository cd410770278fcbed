import type { Config } from "../../core/config/schema.ts";
import { longestName } from "../../core/dns-name.ts";
import type { Member } from "../members/member.ts";
import type { Facts } from "../packs/pack.ts";
import { namingOf } from "../release/naming.ts";
import { backingServices } from "../services/all.ts";
import { chartTokens } from "./chart-tokens.ts";
import { folderFiles, processFiles, serviceFiles, templateAt } from "./generate.ts";
import { render, type Templates, type Tokens } from "./render.ts";
import { schemaOfSeveral } from "./several-schema.ts";
import { allServices } from "./shared-services.ts";
import { untold } from "./told.ts";
import { replaced, withoutKeys } from "./yaml-lines.ts";

interface ChartFile {
  path: string;
  content: string;
}

/** What only belongs to a service that others connect to. */
const ofServers = /^templates\/(?:(?:service|ingress|httproute|networkpolicy)\.yaml$|tests\/)/;

/**
 * One chart for several services, from the templates of one: those of a service stand in a folder of its name, and read
 * the values below its name. Backing services are there once for all.
 */
export function chartOfSeveral(members: readonly Member[], config: Config, templates: Templates): ChartFile[] {
  const chart = { members, config, templates, tokens: rootTokens(members, config, templates) };
  return [
    ...["Chart.yaml", ".helmignore"].map((path) => ({ path, content: rendered(chart, `chart/${path}`) })),
    { path: "values.yaml", content: valuesOf(chart) },
    { path: "values.schema.json", content: schemaOf(chart) },
    { path: "templates/_helpers.tpl", content: helpersOf(chart) },
    { path: "templates/NOTES.txt", content: notesOf(chart) },
    ...members.flatMap((member) => memberFiles(chart, member)),
    ...backingFiles(chart),
  ];
}

interface Chart {
  members: readonly Member[];
  config: Config;
  templates: Templates;
  /** Of the chart itself, with all backing services. */
  tokens: Tokens;
}

function rootTokens(members: readonly Member[], config: Config, templates: Templates): Tokens {
  const [first] = members;
  return first ? chartTokens(ofNone(first.facts, allServices(members)), config, templates) : {};
}

/** What all services share, without what runs beside one of them. */
const ofNone = (facts: Facts, services: Facts["services"]): Facts => ({
  ...facts,
  services,
  processes: { migration: undefined, workers: [] },
});

const rendered = ({ templates, tokens }: Chart, path: string) => render(templateAt(templates, path), tokens);

function memberTokens({ config, templates, tokens }: Chart, member: Member): Tokens {
  const own = chartTokens(untold(member), config, templates);
  // Backing services are there once for all; what runs beside a service is its own.
  const processes = chartTokens({ ...member.facts, services: [] }, config, templates);
  const image = namingOf(config).images.find(({ service }) => service === member.name)?.pull ?? member.name;
  return {
    ...tokens,
    ...own,
    IMAGE: image,
    PORT: String(member.facts.port.value),
    ENV: environmentOf(member, own.ENV ?? ""),
    SERVICE_VALUES: processes.SERVICE_VALUES ?? "",
    SERVICE_SCHEMA: processes.SERVICE_SCHEMA ?? "",
    SERVICE_HELPERS: ownHelpers(processes.SERVICE_HELPERS ?? "", config.name, member.name),
  };
}

const ownHelpers = (helpers: string, project: string, name: string) =>
  ofMember(helpers.replaceAll(`"${project}.`, '"__NAME__.'), project, name);

/** The addresses of others, which are the same as with Compose: a Service is called like it and has its port. */
function environmentOf({ told }: Member, without: string): string {
  if (told.length === 0) return without;
  const lines = told.map(({ name, value }) => `  ${name}: ${JSON.stringify(value)}`);
  const line = without.includes("env: {}") ? "env: {}" : "env:";
  return replaced(without, line, ["env:", ...lines].join("\n"));
}

const header = /^#[^\n]*\n/;

function valuesOf(chart: Chart): string {
  const template = templateAt(chart.templates, "chart/values.yaml");
  const blocks = chart.members.map((member) => {
    const text = render(template.replaceAll("__NAME__", member.name), memberTokens(chart, member));
    // Others reach it under the port that it listens at, as they do with Compose.
    const port = `externalPort: ${member.facts.port.value}`;
    const own = replaced(text, "externalPort: 80", port).replace(header, "");
    return `\n${member.name}:\n${indented(own)}`;
  });
  const shared = (chart.tokens.SERVICE_VALUES ?? "").trimEnd();
  const services = shared ? `${render(shared, chart.tokens)}\n` : "";
  return `${header.exec(template)?.[0] ?? ""}${blocks.join("")}${services}`;
}

const indented = (text: string): string => text.replace(/^(?=.)/gm, "  ");

function schemaOf(chart: Chart): string {
  const template = templateAt(chart.templates, "chart/values.schema.json");
  const members = chart.members.map((member) => [member.name, render(template, memberTokens(chart, member))] as const);
  return schemaOfSeveral(members, render(template, chart.tokens));
}

/** Those that backing services are known by; what is of one service is in its folder. */
const helpersOf = (chart: Chart): string => rendered(chart, "chart/templates/_helpers.tpl");

function notesOf(chart: Chart): string {
  const [headline = "", ...rest] = templateAt(chart.templates, "chart/templates/NOTES.txt").split("\n");
  const each = chart.members
    .filter(({ answers }) => answers)
    .map(({ name }) => withValuesOf(ofMember(rest.join("\n").trim(), chart.config.name, name), name));
  return render([headline, "", ...each, ""].join("\n"), chart.tokens);
}

function memberFiles(chart: Chart, member: Member): ChartFile[] {
  const { templates, config } = chart;
  const tokens = memberTokens(chart, member);
  const common = folderFiles(templates, "chart/").filter(({ name }) => isOfMember(name, member));
  return [...common, ...processFiles(member.facts, templates)].map(({ name, text }) => {
    const own = name.endsWith("_helpers.tpl") ? ownFullname(text, member.name) : text;
    const open = member.answers ? own : withoutKeys(own, portKeys);
    const whole = render(ofMember(open, config.name, member.name), tokens);
    const path = `templates/${member.name}/${name.slice("templates/".length)}`;
    return { path, content: withValuesOf(whole, member.name) };
  });
}

function isOfMember(name: string, { answers, facts }: Member): boolean {
  if (!name.startsWith("templates/") || name.endsWith("NOTES.txt")) return false;
  if (!answers && ofServers.test(name)) return false;
  return facts.healthCheck !== undefined || !name.startsWith("templates/tests/");
}

/** What a container without a port has none of. */
const portKeys = ["ports", "startupProbe", "readinessProbe", "livenessProbe"];

/** Everything of a service has its name at the end. */
function ownFullname(helpers: string, name: string): string {
  const define = '{{- define "__NAME__.fullname" -}}';
  const release = `(include "__NAME__.release" . | trunc ${longestName - 1 - name.length} | trimSuffix "-")`;
  const own = `${define}\n{{- printf "%s-${name}" ${release} }}\n{{- end }}\n`;
  return `${replaced(helpers, define, '{{- define "__NAME__.release" -}}').trimEnd()}\n\n${own}`;
}

/**
 * Helpers and labels of a service in the chart of several: `shop.api.fullname`. All pods have the name of the project, by
 * which backing services know them; each service is a component.
 */
const ofMember = (template: string, project: string, name: string): string =>
  template
    .replaceAll('"__NAME__.', `"${project}.${name}.`)
    .replace(/^( *app\.kubernetes\.io\/component:) server$/gm, `$1 ${name}`)
    .replace(/^( *app\.kubernetes\.io\/component:) (migration|test|\{\{ index \. 1 \}\})$/gm, `$1 ${name}-$2`)
    .replace(/^( *app\.kubernetes\.io\/name:) __NAME__$/gm, `$1 ${project}`)
    .replaceAll("__NAME__", name);

const shared: ReadonlySet<string> = new Set(["global", ...backingServices.map(({ name }) => name)]);

/** Reads the values below a name, but for those of backing services, which all share. */
const withValuesOf = (text: string, name: string): string =>
  text.replace(/(\$?)\.Values\.(\w+)/g, (whole, root: string, key: string) => {
    if (shared.has(key)) return whole;
    return name.includes("-") ? `(index ${root}.Values "${name}").${key}` : `${root}.Values.${name}.${key}`;
  });

const backingFiles = ({ members, templates, tokens }: Chart): ChartFile[] =>
  serviceFiles(allServices(members), templates).map(({ name, text, words }) => ({
    path: name,
    content: render(text, { ...tokens, ...words }),
  }));
