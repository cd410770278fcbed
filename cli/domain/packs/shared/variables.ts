import type { Found } from "../tree.ts";
import type { Language } from "./language.ts";
import { firstMatch, type Match, matchesOf, type Source } from "./scan.ts";

/** Variables that the platform, the runtime or chatops sets, or that only matter while developing. */
const settled =
  /^(PORT|HOST|HOSTNAME|NODE_.*|APP_VERSION|LOG_LEVEL|DEBUG|CI|TZ|PATH|HOME|PWD|USER|LANG|TMPDIR|NO_COLOR|FORCE_COLOR|VITEST.*|JEST.*|npm_.*|KUBERNETES_.*|PYTHON.*|DJANGO_SETTINGS_MODULE|HTTP_.*|REQUEST_.*|REMOTE_ADDR|GOPATH|JAVA_HOME|RACK_ENV|RAILS_.*|BUNDLE_.*|SERVER_PORT|JAVA_.*|SPRING_PROFILES_ACTIVE|RUST_LOG|CARGO_.*|ASPNETCORE_.*|DOTNET_.*|MIX_ENV|HTTPS_PROXY|NO_PROXY|ALL_PROXY)$/;

/**
 * Variables that are read without a default; `known` are those that a backing service is told by. A default counts for
 * its own place only; a test whether the variable is there counts for the whole file.
 */
export function detectVariables(
  sources: readonly Source[],
  { variables }: Language,
  known: ReadonlySet<string>,
): Found<string>[] {
  const reads = variables.reads.flatMap((pattern) => [...matchesOf(sources, pattern)]);
  const tested = new Set(
    reads.filter((read) => isTested(read, variables) || isTestedLater(read, sources, variables)).map(placeOf),
  );
  const required = [...reads.filter((read) => !isOptional(read, variables)), ...fieldsOf(sources, variables)];
  const found = new Map<string, string>();
  for (const read of required) {
    const name = (read.groups[0] ?? "").toUpperCase();
    if (!settled.test(name) && !known.has(name) && !tested.has(placeOf(read)) && !found.has(name))
      found.set(name, read.at);
  }
  return [...found].map(([value, at]) => ({ value, at })).sort((a, b) => (a.value < b.value ? -1 : 1));
}

const placeOf = ({ groups, at }: Match) => `${at.replace(/:\d+$/, "")} ${groups[0]}`;

const isTested = ({ after, before }: Match, { testedAfter, testedBefore }: Language["variables"]) =>
  testedAfter.test(after) || testedBefore.test(before);

/** What is read into a variable that is looked at before it is used may be missing, unless that ends the program. */
function isTestedLater({ at, before }: Match, sources: readonly Source[], { testedLater = [] }: Language["variables"]) {
  const name = /(\$?\w{1,60})\s{0,3}=\s{0,3}[\w\\.]{0,60}$/.exec(before)?.[1];
  const text = name && sources.find(({ path }) => at.startsWith(`${path}:`))?.text;
  if (!name || !text) return false;
  return testedLater.some((way) => {
    const index = text.indexOf(way.replace("%", () => name));
    return index !== -1 && !/\b(?:throw|die|exit)\b/i.test(text.slice(index, index + 160));
  });
}

const isOptional = (read: Match, variables: Language["variables"]) =>
  variables.optionalAfter.test(read.after) || isTested(read, variables);

/** Fields of a schema that the variables are checked by, unless they may be missing. */
const fieldsOf = (sources: readonly Source[], { schemas }: Language["variables"]) =>
  schemas.flatMap(({ inFiles, field, optional, inClass, prefix }) =>
    sources
      .filter(({ text }) => inFiles.test(text))
      .flatMap((source) => {
        const isIn = inClass ? linesOf(source, inClass) : () => true;
        const beginning = prefix?.exec(source.text)?.[1] ?? "";
        return [...matchesOf([source], field)]
          .filter(({ after, at }) => !optional.test(after) && isIn(at))
          .map((found) => ({ ...found, groups: [`${beginning}${found.groups[0]}`] }));
      }),
  );

/** Whether a place is in a class that is declared like this: the last one that begins before it. */
function linesOf(source: Source, declared: RegExp): (at: string) => boolean {
  const lineIn = (at: string) => Number(at.split(":").at(-1));
  const classes = [...matchesOf([source], /^class (\w{1,80})/gm)].map(({ at }) => lineIn(at));
  const wanted = new Set([...matchesOf([source], declared)].map(({ at }) => lineIn(at)));
  return (at) => wanted.has(classes.findLast((line) => line < lineIn(at)) ?? 0);
}

/** HOST is set if its default would keep the program on the loopback address. */
export function detectHost(sources: readonly Source[], { loopbackHost }: Language): Found<string> | undefined {
  const match = loopbackHost && firstMatch(sources, loopbackHost);
  return match && { value: "0.0.0.0", at: match.at };
}
