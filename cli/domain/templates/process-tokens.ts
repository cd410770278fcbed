import type { Facts, Process } from "../packs/pack.ts";
import { isScheduler } from "../packs/shared/processes.ts";
import { type ServiceSetUp, setupsOf } from "../services/used-service.ts";
import { listOf, render, type Templates, type Tokens } from "./render.ts";
import { partOf, serviceWords } from "./service-parts.ts";

type Template = (path: string) => string;

/** Folders below the templates of what this project runs beside its program; each has parts of the chart and of compose.yaml. */
export const processFolders = ({ processes }: Facts): string[] => [
  ...(processes?.migration ? ["migration"] : []),
  ...(processes && processes.workers.length > 0 ? ["workers"] : []),
];

/** The services that a migration waits for. */
const databasesOf = ({ services }: Facts): ServiceSetUp[] =>
  setupsOf(services).filter(({ setup }) => setup.asks !== undefined);

/** The words of a migration and of workers in the chart; `shared` are those that all templates know. */
export function processTokens(facts: Facts, templates: Templates, shared: Tokens): Tokens {
  const databases = databasesOf(facts);
  const waits = databases.map((service) =>
    render(partOf(templates, service, "wait.yaml"), { ...shared, ...serviceWords(templates, service) }),
  );
  const enabled = databases.map(({ kind }) => `.Values.${kind.name}.enabled`);
  const lacking = databases.map(
    ({ kind }) =>
      `(and .Values.${kind.name}.enabled (not (lookup "apps/v1" "StatefulSet" .Release.Namespace (include "${shared.NAME}.${kind.name}StatefulSet" .))))`,
  );
  const workers = facts.processes?.workers ?? [];
  const worker = templates.get("workers/worker.values.yaml") ?? "";
  return {
    MIGRATION_COMMAND: listOf(facts.processes?.migration?.command ?? []),
    MIGRATION_WAITS: waits.join(""),
    BRINGS_DATABASE: anyOf(enabled),
    LACKS_DATABASE: anyOf(lacking),
    WORKERS: workers.map((one) => render(worker, workerWords(one))).join(""),
  };
}

const anyOf = (conditions: readonly string[]) =>
  conditions.length > 0 ? `(or ${conditions.join(" ")} false)` : "false";

export const workerWords = (worker: Process): Tokens => ({
  WORKER: worker.name,
  WORKER_COMMAND: listOf(worker.command),
  WORKER_SINGLE: String(isScheduler(worker)),
});

/** What compose.yaml starts of the image beside the program. `shared` are the words that it says of the program, too. */
export function processServices({ processes }: Facts, template: Template, shared: Tokens): string {
  const { migration, workers = [] } = processes ?? {};
  // Compose reads `$` as a variable.
  const inCompose = (words: Tokens) => mapValues(words, (value) => value.replaceAll("$", "$$$$"));
  return [
    ...(migration
      ? [
          render(template("migration/compose.service.yaml"), {
            ...shared,
            ...inCompose({ MIGRATION_COMMAND: listOf(migration.command) }),
          }),
        ]
      : []),
    ...workers.map((worker) =>
      render(template("workers/compose.service.yaml"), { ...shared, ...inCompose(workerWords(worker)) }),
    ),
  ].join("");
}

const mapValues = (words: Tokens, change: (value: string) => string): Tokens =>
  Object.fromEntries(Object.entries(words).map(([name, value]) => [name, change(value)]));
