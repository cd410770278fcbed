import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { preconditionError } from "../lib/errors.ts";

const chatServer = join(import.meta.dirname, "..", "chat-server");
/** What `chatops import` writes, so that it has something to do. */
const generated = [
  ...["Dockerfile", ".dockerignore", "Jenkinsfile", "chart"],
  ...["skaffold.yaml", "compose.yaml", "chatops.yaml", "chatops.lock"],
];
const installed = ["node_modules", "dist"];

/** Makes a repository hold the chat server as it is before `chatops import`. Of what is there, only tracked files go. */
export function layOut(repository: string, tracked: string[]): void {
  for (const file of tracked) rmSync(join(repository, file), { force: true });
  for (const name of readdirSync(chatServer).filter((name) => ![...generated, ...installed].includes(name))) {
    cpSync(join(chatServer, name), join(repository, name), { recursive: true });
  }
}

export interface Edit {
  file: string;
  before: string;
  after: string;
}

/** What one sees in the browser. */
export const nameTheChat: Edit = {
  file: "public/index.html",
  before: ">Chat<",
  after: ">Dito Chat<",
};

/** What one sees once nothing is typed any more. */
export const pushedTitle = "Dito Chat, pushed";
export const nameThePush: Edit = { file: nameTheChat.file, before: nameTheChat.after, after: `>${pushedTitle}<` };

/** The classic: it needs a variable that somebody forgot to set where it runs. */
export const needModeration: Edit = {
  file: "src/config.ts",
  before: "  const env = withoutBlanks(environment);\n",
  after:
    "  const env = withoutBlanks(environment);\n" +
    '  if (!env.MODERATION_URL) throw new ConfigError("MODERATION_URL", "", "expected the address of the moderation service");\n',
};

/** Where it runs on Kubernetes, laid over what `chatops import` wrote. */
export function writeEnvironments(repository: string, { staging, prod }: Record<"staging" | "prod", string>): void {
  const file = join(repository, "chatops.yaml");
  const [common = ""] = readFileSync(file, "utf8").split(/^environments:$/m);
  const environments = [
    "environments:",
    "  staging:",
    `    kubernetes: { namespace: ${staging}, values: [${valuesOf("staging")}] }`,
    "    promote: auto",
    "  prod:",
    `    kubernetes: { namespace: ${prod}, values: [${valuesOf("prod")}] }`,
    "    gate: { after: staging, confirm: true }",
  ];
  writeFileSync(file, `${common}${environments.join("\n")}\n`);
  mkdirSync(join(repository, "environments"), { recursive: true });
  writeFileSync(join(repository, valuesOf("staging")), `${oneReplica}\n`);
  writeFileSync(join(repository, valuesOf("prod")), "service: { type: LoadBalancer }\n");
}

/** Prod follows by itself, without a person who says yes. */
export const followStaging: Edit = {
  file: "chatops.yaml",
  before: "    gate: { after: staging, confirm: true }\n",
  after: "    gate: { after: staging }\n    promote: auto\n",
};

const composeEnvironment = "    compose: { file: compose.yaml }\n";

/** On Docker Compose it runs on this machine alone. */
export function writeLocalEnvironment(repository: string): void {
  const file = join(repository, "chatops.yaml");
  const [common = ""] = readFileSync(file, "utf8").split(/^environments:$/m);
  writeFileSync(file, `${common}environments:\n  local:\n${composeEnvironment}`);
}

/** What is pushed is brought there by itself. */
export const followPushes: Edit = {
  file: "chatops.yaml",
  before: composeEnvironment,
  after: `${composeEnvironment}    promote: auto\n`,
};

const valuesOf = (environment: string) => `environments/${environment}.yaml`;
const oneReplica = "replicaCount: 1";

/** Whoever tried the broken edit in staging has set the variable there. */
export const moderateStaging: Edit = {
  file: valuesOf("staging"),
  before: oneReplica,
  after: `${oneReplica}\nenv: { MODERATION_URL: "http://moderation" }`,
};

export function edit(folder: string, { file, before, after }: Edit): void {
  const path = join(folder, file);
  const text = readFileSync(path, "utf8");
  if (!text.includes(before)) throw preconditionError(`${file} of the chat server has changed: nothing to edit there`);
  writeFileSync(path, text.replaceAll(before, after));
}
