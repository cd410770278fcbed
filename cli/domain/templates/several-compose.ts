import type { Config } from "../../core/config/schema.ts";
import type { Member } from "../members/member.ts";
import { builtAs, composeBuild } from "./build-tokens.ts";
import { composeTokens } from "./compose-tokens.ts";
import { templateAt } from "./generate.ts";
import { processServices } from "./process-tokens.ts";
import { render, type Templates, type Tokens } from "./render.ts";
import { allServices } from "./shared-services.ts";
import { untold } from "./told.ts";

/** compose.yaml with all services, and how they reach each other. */
export function composeOfSeveral(members: readonly Member[], config: Config, templates: Templates): string {
  const template = (path: string) => templateAt(templates, path);
  const ports = hostPorts(members);
  const tokensOf = new Map(members.map((member) => [member, programTokens(member, members, templates)]));
  const programs = [...tokensOf].map(([member, tokens]) => {
    const port = member.facts.port.value;
    const variable = `${member.name.toUpperCase().replaceAll("-", "_")}_PORT`;
    const published = member.answers ? `ports: ["\${${variable}:-${ports.get(member.name)}}:${port}"]` : "";
    return render(template("compose.program.yaml"), { ...tokens, PUBLISHED: published });
  });
  const processes = [...tokensOf].map(([member, tokens]) => processesOf(member, tokens, template));
  const [first] = members;
  const none = { migration: undefined, workers: [] };
  const shared = first
    ? composeTokens({ ...first.facts, services: allServices(members), processes: none }, templates)
    : {};
  return render(template("compose.yaml"), {
    ...shared,
    NAME: config.name,
    PROGRAMS: programs.join("\n"),
    SERVICES: `${processes.join("")}${shared.SERVICES ?? ""}`,
  });
}

/** What runs in the image of one service beside it, under names with that of the service. */
function processesOf({ name, facts, build }: Member, tokens: Tokens, template: (path: string) => string): string {
  return builtAs(processServices(facts, template, tokens), build)
    .replace(/^ {2}(?=[a-z][\w-]*:$)/gm, `  ${name}-`)
    .replaceAll("*environment", `*${name}`);
}

function programTokens(member: Member, members: readonly Member[], templates: Templates): Tokens {
  const tokens = composeTokens(untold(member), templates);
  const told = member.told.map(({ name, value }) => `${name}: ${JSON.stringify(value)}`);
  const migrated = (tokens.DEPENDS_ON ?? "").replace(/^ {2}migration:/m, `  ${member.name}-migration:`);
  return {
    ...tokens,
    PROGRAM: member.name,
    SHARED: tokens.SHARED ? ` &${member.name}` : "",
    BUILD: composeBuild(member.build),
    COMPOSE_ENVIRONMENT: [tokens.COMPOSE_ENVIRONMENT, ...told].join("\n"),
    DEPENDS_ON: dependsOn(migrated, startedBefore(member, members)),
    HEALTH_CHECK: member.answers ? (tokens.HEALTH_CHECK ?? "") : "",
  };
}

/** Their ports on this machine: those of their containers, or the next ones that no other has. */
function hostPorts(members: readonly Member[]): Map<string, number> {
  const taken = new Map<number, string>();
  for (const { name, facts, answers } of members) {
    let port = facts.port.value;
    while (taken.has(port)) port += 1;
    if (answers) taken.set(port, name);
  }
  return new Map([...taken].map(([port, name]) => [name, port]));
}

function dependsOn(services: string, members: readonly Member[]): string {
  const lines = members.map(({ name, facts }) => {
    const isChecked = facts.checksItself || facts.healthCheck !== undefined;
    return `  ${name}: { condition: ${isChecked ? "service_healthy" : "service_started"} }`;
  });
  return lines.length > 0 ? [services || "depends_on:", ...lines].join("\n") : services;
}

/** Those that it is told of or passes requests on to, unless they wait for it themselves. */
function startedBefore(member: Member, members: readonly Member[]): Member[] {
  return members.filter(
    (other) => other !== member && needs(member, other) && !reaches(other, member, members, new Set()),
  );
}

const needs = ({ told, facts }: Member, other: Member): boolean =>
  told.some(({ of }) => of === other.name) ||
  facts.evidence.some(({ what, value = "" }) => what === "passes on" && value.includes(` to ${other.name}:`));

function reaches(from: Member, to: Member, members: readonly Member[], seen: Set<Member>): boolean {
  seen.add(from);
  if (needs(from, to)) return true;
  return members.some((next) => !seen.has(next) && needs(from, next) && reaches(next, to, members, seen));
}
