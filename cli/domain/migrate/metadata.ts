import { createHash } from "node:crypto";
import { parse, stringify } from "yaml";

/** Files of a chart by their path in it. */
export type ChartTexts = ReadonlyMap<string, string>;

/** What is written into a chart; undefined is taken away. */
export type ChartChanges = Map<string, string | undefined>;

/** A Chart.yaml of Helm 3, with what requirements.yaml said. Helm 2 had both apart. */
export function migrateMetadata(texts: ChartTexts): { changes: ChartChanges; done: string[] } {
  const changes: ChartChanges = new Map();
  const read = (name: string) => inBlocks(texts.get(name));
  const [metadata, requirements] = [read("Chart.yaml"), read("requirements.yaml")];
  if (metadata === undefined || !isOfHelm2(metadata)) return { changes, done: [] };
  const listed = requirements === undefined ? [] : dependenciesOf(requirements);
  const added = listed.length > 0 ? dependencyLines(requirements ?? "") : "";
  changes.set("Chart.yaml", withLineEnd(withVersion(metadata)) + added);
  if (requirements === undefined) return { changes, done: ["apiVersion v2"] };
  changes.set("requirements.yaml", undefined);
  const lock = read("requirements.lock");
  if (lock !== undefined) {
    changes.set("requirements.lock", undefined);
    if (listed.length > 0) changes.set("Chart.lock", withDigest(lock, listed));
  }
  return { changes, done: ["apiVersion v2", "dependencies of requirements.yaml"] };
}

/** A line can be changed or added where keys stand on lines of their own; in braces, as JSON has it, they do not. */
const inBlocks = (text: string | undefined): string | undefined =>
  text !== undefined && /^\s*\{/.test(text) ? stringify(parse(text)) : text;

const apiVersion = /^apiVersion:.*$/m;

const isOfHelm2 = (metadata: string) => /^["']?v1["']?$/.test(String(recordOf(parse(metadata)).apiVersion ?? "v1"));

const withVersion = (metadata: string) =>
  apiVersion.test(metadata) ? metadata.replace(apiVersion, "apiVersion: v2") : `apiVersion: v2\n${metadata}`;

const withLineEnd = (text: string) => (text.endsWith("\n") ? text : `${text}\n`);

/** From the key to the end, comments included: they say what must be where. */
const dependencyLines = (requirements: string) =>
  withLineEnd(requirements.slice(Math.max(requirements.search(/^dependencies:/m), 0)));

const recordOf = (value: unknown): Record<string, unknown> =>
  value !== null && typeof value === "object" ? (value as Record<string, unknown>) : {};

const dependenciesOf = (text: string): Record<string, unknown>[] => {
  const { dependencies } = recordOf(parse(text));
  return Array.isArray(dependencies) ? dependencies.map(recordOf) : [];
};

/** Helm compares a lock with what was wanted by a digest of both, which it made otherwise before. */
const withDigest = (lock: string, wanted: readonly Record<string, unknown>[]): string =>
  lock.replace(/^digest:.*$/m, () => `digest: sha256:${digestOf([wanted, dependenciesOf(lock)])}`);

const digestOf = (lists: readonly (readonly Record<string, unknown>[])[]): string =>
  createHash("sha256")
    .update(JSON.stringify(lists.map((list) => list.map(asHelmWrites))))
    .digest("hex");

/** The fields that Helm knows, in its order; `name` and `repository` are there even if they are empty. */
const fields = ["name", "version", "repository", "condition", "tags", "enabled", "import-values", "alias"];
const alwaysThere: ReadonlySet<string> = new Set(["name", "repository"]);

const asHelmWrites = (dependency: Record<string, unknown>) =>
  Object.fromEntries(
    fields.flatMap((field) => {
      const value = dependency[field] ?? (alwaysThere.has(field) ? "" : undefined);
      return value === undefined || value === false ? [] : [[field, value]];
    }),
  );
