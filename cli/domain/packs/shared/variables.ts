import type { Found } from "../tree.ts";
import type { Language } from "./language.ts";
import { firstMatch, type Match, matchesOf, type Source } from "./scan.ts";

/** Variables that the platform, Node or chatops sets, or that only matter while developing. */
const settled =
  /^(PORT|HOST|HOSTNAME|NODE_.*|APP_VERSION|LOG_LEVEL|DEBUG|CI|TZ|PATH|HOME|PWD|TMPDIR|NO_COLOR|FORCE_COLOR|VITEST.*|JEST.*|npm_.*|KUBERNETES_.*)$/;

/** Variables that are read without a default; `known` are those that a backing service is told by. */
export function detectVariables(
  sources: readonly Source[],
  { variables }: Language,
  known: ReadonlySet<string>,
): Found<string>[] {
  const found = new Map<string, string>();
  const optional = new Set<string>();
  for (const match of variables.reads.flatMap((pattern) => [...matchesOf(sources, pattern)])) {
    const name = match.groups[0] ?? "";
    if (settled.test(name) || known.has(name)) continue;
    if (isOptional(match, variables)) optional.add(name);
    else if (!found.has(name)) found.set(name, match.at);
  }
  return [...found]
    .filter(([name]) => !optional.has(name))
    .map(([value, at]) => ({ value, at }))
    .sort((a, b) => (a.value < b.value ? -1 : 1));
}

const isOptional = ({ after, before }: Match, { optionalAfter, optionalBefore }: Language["variables"]) =>
  optionalAfter.test(after) || optionalBefore.test(before);

/** HOST is set if its default would keep the program on the loopback address. */
export function detectHost(sources: readonly Source[], { loopbackHost }: Language): Found<string> | undefined {
  const match = loopbackHost && firstMatch(sources, loopbackHost);
  return match && { value: "0.0.0.0", at: match.at };
}
