import { firstWord, type Source } from "../packs/shared/scan.ts";
import { assumed, type Found } from "../packs/tree.ts";
import { hasPackage } from "./packages.ts";
import { prefixedVariables } from "./prefixed.ts";
import { urlsIn } from "./prisma.ts";
import type { BackingService, UrlForm } from "./service.ts";
import { withVariables } from "./tellings.ts";
import type { Dependencies, UsedService } from "./used-service.ts";

/** What a program says of the services that it uses. */
export interface Said {
  dependencies: Dependencies;
  texts: readonly Source[];
  words: ReadonlyMap<string, string>;
  /** What Prisma reads. */
  schemas: readonly Source[];
}

/** A service with the variables that the program reads, else those by which programs like it are usually told. */
export function toldByCode(kind: BackingService, at: string, said: Said): UsedService {
  const { dependencies, texts, words, schemas } = said;
  const ways = kind.ways.map((way) => mentions(texts, way));
  const read = [...(ways.find((found) => found.length > 0) ?? []), ...mentions(texts, kind.besides ?? [])];
  const named = urlsIn(schemas, kind);
  const prefixed = named ?? (read.length > 0 ? undefined : prefixedVariables(kind, words));
  const variables = prefixed?.variables ?? (read.length > 0 ? read : unread(kind, said));
  const carrier = variables.find(({ value, at: place }) => kind.holdsPassword?.includes(value) && place !== assumed);
  const [password] = mentions(texts, [`${kind.name.toUpperCase()}_PASSWORD`]);
  return {
    kind: withVariables(kind, prefixed?.tellings ?? {}),
    at,
    variables,
    password: carrier ?? password,
    url: urlForm(kind, dependencies),
    ...(prefixed && !named && { isPrefixed: true }),
  };
}

function unread({ usual, ways: [first = []], unsaid = {} }: BackingService, said: Said): Found<string>[] {
  const reader = readerOf(said);
  return ((reader && unsaid[reader]) ?? usual ?? first).map((value) => ({ value, at: assumed }));
}

/** What reads variables without saying so: on the JVM a framework, elsewhere the packages themselves. */
function readerOf({ dependencies: { ecosystem, names }, texts }: Said) {
  if (ecosystem !== "maven") return ecosystem;
  const has = (framework: string) => [...names].some((name) => name.startsWith(`${framework}-`));
  const isSpring = has("spring") || texts.some(({ text }) => text.includes("org.springframework"));
  return (["quarkus", "micronaut"] as const).find(has) ?? (isSpring ? ecosystem : undefined);
}

function urlForm({ url }: BackingService, { ecosystem, names }: Dependencies): UrlForm | undefined {
  const other = url?.others.find(
    ({ ecosystem: own, package: name, beside }) =>
      own === ecosystem &&
      (name === undefined || hasPackage(names, name)) &&
      (beside === undefined || beside.some((one) => hasPackage(names, one))),
  );
  return other?.form ?? url?.form;
}

/** On the JVM and in Python a name without quotes is a constant's, whatever that holds. */
const tellsOf =
  (value: string) =>
  ({ path, text }: Source) => {
    const words = wordsBefore.find(([files]) => files.test(path))?.[1];
    return !words || words(value).some((word) => text.includes(word));
  };

/** How sources name a variable, in languages in which a name alone is as well one of their own. */
const wordsBefore: readonly (readonly [files: RegExp, words: (name: string) => string[]])[] = [
  [/\.(?:java|kt)$/, (name) => [`"${name}`, `{${name}`]],
  [/\.py$/, (name) => [`"${name}`, `'${name}`, `{${name}`, `$${name}`, ` ${name}:`, ` ${name}=(`]],
];

/**
 * A variable counts as read wherever its name stands: schemas and helpers name it in many ways. One word alone may be
 * anything, so that it has to stand where variables are read.
 */
const mentions = (sources: readonly Source[], names: readonly string[]): Found<string>[] =>
  names.flatMap((value) => {
    const at = firstWord(sources.filter(tellsOf(value)), value, value.includes("_") ? undefined : /env/i);
    return at === undefined ? [] : [{ value, at }];
  });
