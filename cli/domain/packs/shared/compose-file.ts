import { dirname, join } from "node:path/posix";
import { parse } from "yaml";
import { composeFiles, furtherComposeFiles, overridingFiles } from "../../../core/compose-files.ts";
import type { ComposeFile, ProjectTree } from "../tree.ts";

type Json = Readonly<Record<string, unknown>>;

/** What a project's Compose file says, as it is written; one that Compose refuses says nothing. */
export const composeFileOf = (tree: ProjectTree): ComposeFile | undefined => firstOf(composeFiles, tree);

/** The same, or one that Compose does not find by itself: called like what it is for, or in a folder for how the project is run. */
export function composeSaidOf(tree: ProjectTree): ComposeFile | undefined {
  const first = firstOf(composeFiles, tree);
  const further = firstOf(furtherComposeFiles, tree);
  const isTaken = further && first && !builds(first, further);
  return (isTaken ? further : (first ?? further)) ?? inRunFolder(tree);
}

/**
 * Whether a file says how the project is built: what only starts what developers need leaves it to another one, and so does one
 * that has a service built in a stage for them, which the other one builds for others.
 */
function builds(file: ComposeFile, other: ComposeFile): boolean {
  const isForOthers = (service: Json | undefined) => {
    const build = service && buildOf(service);
    return build !== undefined && !forDevelopers.test(build.target ?? "");
  };
  const isReplaced = file.services.some(
    ([name, service]) =>
      buildOf(service) && !isForOthers(service) && isForOthers(other.services.find(([same]) => same === name)?.[1]),
  );
  const hasBuild = ({ services }: ComposeFile) => services.some(([, service]) => buildOf(service));
  return !isReplaced && (hasBuild(file) || !hasBuild(other));
}

/** How stages are called that developers work in. */
export const forDevelopers = /(?:^|[-_])(?:dev|develop\w{0,10}|local|debug|watch)(?:$|[-_])/i;

/** A folder that holds nothing but how a project is run. */
export const runFolder =
  /^(?:\.?docker|deploy(?:ment)?|compose|docker-compose|dockerfiles|containers?|docker\/(?:prod(?:uction)?|compose))\/[^/]+$/;

function inRunFolder(tree: ProjectTree): ComposeFile | undefined {
  const placed = [...tree.texts.keys()].filter((path) => runFolder.test(path));
  const path = [...composeFiles, ...furtherComposeFiles].flatMap(
    (name) => placed.find((one) => one.endsWith(`/${name}`)) ?? [],
  )[0];
  const file = path && firstOf([path], tree);
  return file
    ? { ...file, services: file.services.map(([name, service]) => [name, fromTop(service, dirname(path))]) }
    : undefined;
}

/** What a service says of places beside its file, as they are from the top. */
function fromTop(service: Json, folder: string): Json {
  const { build, volumes } = service;
  const context = (said: unknown = ".") =>
    typeof said === "string" && !/^(?:\/|~|\$|[a-z+]{2,10}:|git@)/.test(said) ? join(folder, said) : said;
  const mounted = (volume: unknown) => {
    const [source = "", ...target] = String(volume).split(":");
    return typeof volume === "string" && source.startsWith(".") ? [join(folder, source), ...target].join(":") : volume;
  };
  return {
    ...service,
    ...(build !== undefined && {
      build:
        typeof build === "string" ? context(build) : { ...recordOf(build), context: context(recordOf(build).context) },
    }),
    ...(Array.isArray(volumes) && { volumes: volumes.map(mounted) }),
  };
}

function firstOf(names: readonly string[], { texts }: ProjectTree): ComposeFile | undefined {
  const path = names.find((name) => texts.has(name));
  const text = path && texts.get(path);
  if (!path || !text) return undefined;
  const overriding = composeFiles.includes(path) ? overridingFiles.find((name) => texts.has(name)) : undefined;
  const file = withSettings(withIncluded(parseComposeFile(path, text), texts), texts.get(".env"));
  return overriding ? withPortsOf(file, parseComposeFile(overriding, texts.get(overriding) ?? "")) : file;
}

/** Files that a Compose file includes are beside it, or below. */
export const includedFile = /(?:^|\/)(?:docker|compose)[\w.-]{0,60}\.ya?ml$/;

/** With the services of the files that it includes. */
export function withIncluded(file: ComposeFile, texts: ProjectTree["texts"]): ComposeFile {
  const { include } = recordOf(parsed(file.text));
  const paths = (Array.isArray(include) ? include : []).flatMap((one: unknown) =>
    typeof one === "string" ? [one] : [recordOf(one).path].flat().flatMap((path) => stringOf(path) ?? []),
  );
  const included = paths.flatMap((path) => {
    const place = join(dirname(file.path), path);
    return parseComposeFile(place, texts.get(place) ?? "").services;
  });
  return { ...file, services: [...file.services, ...included] };
}

/** What is built may be said by variables, whose values Compose takes from .env. */
function withSettings(file: ComposeFile, settings = ""): ComposeFile {
  const values = new Map(
    [...settings.matchAll(/^(\w{1,80})=["']?([\w./-]{0,200})/gm)].map(([, name = "", value = ""]) => [name, value]),
  );
  const filled = (word: unknown) =>
    typeof word === "string"
      ? word.replace(/\$\{(\w{1,80})(?::?-([^}\n]{0,200}))?\}/g, (all, name, other) => values.get(name) ?? other ?? all)
      : word;
  const services = file.services.map(([name, service]): ComposeFile["services"][number] => {
    const { build } = service;
    if (typeof build === "string") return [name, { ...service, build: filled(build) }];
    const said = Object.entries(recordOf(build)).map(([key, value]) => [key, filled(value)]);
    return [name, said.length > 0 ? { ...service, build: Object.fromEntries(said) } : service];
  });
  return { ...file, services };
}

/** Compose reads a second file by itself, which often says alone where services answer. */
const withPortsOf = (file: ComposeFile, overriding: ComposeFile): ComposeFile => ({
  ...file,
  services: file.services.map(([name, service]) => {
    const more = overriding.services.find(([other]) => other === name)?.[1].ports;
    const ports = [service.ports, more].flatMap((list) => (Array.isArray(list) ? list : []));
    return [name, ports.length > 0 ? { ...service, ports } : service];
  }),
});

export function parseComposeFile(path: string, text: string): ComposeFile {
  const services = Object.entries(recordOf(recordOf(parsed(text)).services));
  return { path, text, services: services.map(([name, service]) => [name, recordOf(service)]) };
}

function parsed(text: string): unknown {
  try {
    return parse(text, { merge: true, logLevel: "silent" });
  } catch {
    return undefined;
  }
}

export const recordOf = (value: unknown): Json =>
  value !== null && typeof value === "object" && !Array.isArray(value) ? (value as Json) : {};

const stringOf = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined);

/** What a service is built from, relative to the file; undefined if it is not built from the project's folder. */
export function buildOf({ build }: Json): { context: string; dockerfile: string; target?: string } | undefined {
  if (build === undefined || build === null) return undefined;
  const said = typeof build === "string" ? { context: build } : recordOf(build);
  const context = withoutDots(stringOf(said.context) ?? ".");
  if (/^(?:\/|\.\.|~|\$|[a-z+]{2,10}:\/\/|git@)/.test(context) || said.dockerfile_inline !== undefined)
    return undefined;
  const target = stringOf(said.target);
  return { context, dockerfile: withoutDots(stringOf(said.dockerfile) ?? "Dockerfile"), ...(target && { target }) };
}

/** `registry.example/team/shop-api:1.4` is shop-api. */
export const imageName = (image: unknown): string | undefined =>
  /([\w.-]{1,99})(?:[:@][^/]{0,99})?$/.exec(String(image ?? ""))?.[1];

/** `./web/` is `web`, and the file's own folder is `.`. */
const withoutDots = (path: string): string => path.replace(/^(?:\.\/)+/, "").replace(/\/$/, "") || ".";

/** The first port inside the container that a service publishes or exposes; `example` tells what people set a variable to. */
export function portOf(
  { ports, expose }: Json,
  example?: (variable: string) => string | undefined,
): number | undefined {
  const [published] = [ports, expose].flatMap((list) => (Array.isArray(list) ? list : []));
  const [, variable = "", fallback] =
    /(?:^|:)\$\{(\w{1,80})(?::?-(\d{1,5}))?\}(?:\/tcp)?$/.exec(String(published)) ?? [];
  return portInside(published) ?? (Number(fallback ?? example?.(variable)) || undefined);
}

/** `80`, `8080:80`, `127.0.0.1:8080:80/tcp`, `${PORT:-80}:80`, or `target: 80`. */
const portInside = (published: unknown): number | undefined =>
  Number(recordOf(published).target ?? /(?:^|:)(\d{1,5})(?:\/tcp)?$/.exec(String(published))?.[1]) || undefined;

/** Whether a service is started after another one, by `depends_on` or `links`. */
export const waitsFor = ({ depends_on: needed, links }: Json, name: string): boolean =>
  [needed, links].some((list) =>
    (Array.isArray(list) ? list.map(String) : Object.keys(recordOf(list))).some((one) => one.split(":", 1)[0] === name),
  );

/** The variables that a service is given, where the file says their values. */
export function environmentOf({ environment }: Json): [name: string, value: string][] {
  const entries = Array.isArray(environment)
    ? environment.map((line): [string, unknown] => {
        const [name = "", ...value] = String(line).split("=");
        return [name, value.length > 0 ? value.join("=") : undefined];
      })
    : Object.entries(recordOf(environment));
  return entries.flatMap(([name, value]) =>
    ["string", "number", "boolean"].includes(typeof value) ? [[name, String(value)] as [string, string]] : [],
  );
}
