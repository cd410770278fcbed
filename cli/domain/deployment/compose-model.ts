import { isDeepStrictEqual } from "node:util";

/** A service of a Compose model, as far as we read it. */
export interface ComposeService {
  image?: string;
  build?: ComposeBuild;
  environment?: Record<string, unknown>;
  env_file?: (string | { path: string })[];
  labels?: Record<string, string>;
  ports?: unknown[];
  volumes?: ComposeMount[];
  container_name?: string;
  /** By service: what Compose waits for before it starts this one. */
  depends_on?: Record<string, { condition: string; required?: boolean }>;
  [key: string]: unknown;
}

/** What a container gets at a place of its own. */
export interface ComposeMount {
  type: string;
  source?: string;
  target?: string;
  read_only?: boolean;
}

/** What an image is built from. */
export interface ComposeBuild {
  context?: string;
  dockerfile?: string;
  dockerfile_inline?: string;
  target?: string;
  args?: Record<string, string | null>;
  additional_contexts?: Record<string, string>;
  labels?: Record<string, string>;
  network?: string;
  platforms?: string[];
  extra_hosts?: Listed;
  ssh?: Listed;
  [key: string]: unknown;
}

/** `name=value` each, or as a map. */
export type Listed = string[] | Record<string, string | null>;

type Source = Record<string, unknown> & { file?: string };

/** All Compose files of a project in one, as `docker compose config --format json` prints it. */
export interface ComposeModel {
  services?: Record<string, ComposeService>;
  configs?: Record<string, Source>;
  secrets?: Record<string, Source>;
  [key: string]: unknown;
}

/** Without what is not needed to run it: what is built, and which profiles were chosen, is decided. */
export function runnable({ services = {}, ...model }: ComposeModel): ComposeModel {
  const stripped = Object.entries(services).map(([name, { build, develop, profiles, env_file, ...service }]) => [
    name,
    { ...service, ...waitingFor(service, services) },
  ]);
  return { ...model, services: Object.fromEntries(stripped) };
}

/** Without services of profiles that are not on, which need not be there; Compose reads none that it does not find. */
function waitingFor({ depends_on: all }: ComposeService, services: Record<string, ComposeService>) {
  if (!all) return {};
  return { depends_on: Object.fromEntries(Object.entries(all).filter(([name]) => name in services)) };
}

/**
 * The model that Compose resolved, with each text as it is written where a variable stands in it, so that no value of
 * the environment is kept in a file. Paths stay resolved: they decide what a version is made of. Files with variables
 * of containers are named again, in place of what is in them.
 */
export function withVariables(resolved: ComposeModel, raw: ComposeModel): ComposeModel {
  const model = restored(resolved, raw) as ComposeModel;
  const services = Object.entries(model.services ?? {}).map(([name, { environment: _, ...service }]) => {
    const { environment, env_file } = raw.services?.[name] ?? {};
    return [
      name,
      { ...service, ...(environment && { environment: asMap(environment) }), ...(env_file && { env_file }) },
    ];
  });
  return { ...model, services: Object.fromEntries(services) };
}

/** Keys of the paths that Compose makes absolute. */
const pathKeys = new Set(["source", "file", "path", "device"]);

function restored(resolved: unknown, raw: unknown, key = ""): unknown {
  const isWritten = typeof raw === "string" && raw.includes("$");
  if (typeof resolved === "string") {
    const isPath = resolved.startsWith("/") && pathKeys.has(key);
    return isWritten && !isPath ? raw : resolved;
  }
  if (Array.isArray(resolved)) {
    // A command in one text, which Compose splits.
    if (isWritten) return raw;
    const isAlike = Array.isArray(raw) && raw.length === resolved.length;
    return isAlike ? resolved.map((entry, index) => restored(entry, raw[index], key)) : resolved;
  }
  const written = asMap(raw);
  if (!isObject(resolved) || !isObject(written)) return resolved;
  return Object.fromEntries(
    Object.entries(resolved).map(([name, value]) => [name, restored(value, written[name], name)]),
  );
}

/** Compose takes `NAME=value` in a list for a map, a name alone for a value of the shell. */
function asMap<T>(written: T): T | Record<string, string | null> {
  if (!Array.isArray(written) || !written.every((entry) => typeof entry === "string")) return written;
  return Object.fromEntries(
    written.map((entry: string) => {
      const [name = "", ...value] = entry.split("=");
      return [name, entry.includes("=") ? value.join("=") : null];
    }),
  );
}

/**
 * The model with the value in place of each variable that stands for something else once the files are one: an included
 * file may have variables of its own. `again` is what Compose makes of `kept`, and it should make `resolved`.
 */
export function settled(kept: ComposeModel, again: ComposeModel, resolved: ComposeModel): ComposeModel {
  return settledValue(kept, again, resolved) as ComposeModel;
}

function settledValue(kept: unknown, again: unknown, resolved: unknown): unknown {
  if (isDeepStrictEqual(again, resolved)) return kept;
  if (isObject(kept) && isObject(again) && isObject(resolved)) {
    const differing = Object.keys(resolved).filter((key) => !isDeepStrictEqual(again[key], resolved[key]));
    const values = differing.map((key) => [key, settledValue(kept[key], again[key], resolved[key])]);
    return { ...kept, ...Object.fromEntries(values) };
  }
  const lists = [kept, again, resolved].every(Array.isArray) ? ([kept, again, resolved] as unknown[][]) : [];
  const [mine, theirs, whole = []] = lists;
  if (!mine || mine.length !== whole.length || theirs?.length !== whole.length) return resolved;
  return whole.map((value, index) => settledValue(mine[index], theirs[index], value));
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
