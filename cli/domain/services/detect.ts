import { firstMatch, firstWord, matchesOf, type Source } from "../packs/shared/scan.ts";
import { assumed, type Found, type ProjectTree } from "../packs/tree.ts";
import { backingServices } from "./all.ts";
import { type ComposeTold, neededImage, toldByCompose } from "./compose-told.ts";
import { type DefaultTold, toldByDefault } from "./defaults.ts";
import { withEngine } from "./django-engine.ts";
import { withExtension } from "./extensions.ts";
import { withHostInCode } from "./host-in-code.ts";
import { withKindTold } from "./kind-told.ts";
import { withHost } from "./libpq.ts";
import { isOfOthers } from "./of-others.ts";
import { isOnlyRun } from "./only-run.ts";
import { optional, withOptional } from "./optional.ts";
import { type Prefixed, prefixedVariables, prefixedWords } from "./prefixed.ts";
import { withoutRivals } from "./rivals.ts";
import type { BackingService, UrlForm } from "./service.ts";
import { composeSources, exampleOf, settingsFile, settingsOf } from "./settings-files.ts";
import { switchesIn } from "./switches.ts";
import { withVariables } from "./tellings.ts";
import { withoutUnaddressed } from "./unaddressed.ts";
import type { Dependencies, UsedService } from "./used-service.ts";

/** The backing services that a project's dependencies speak of, its code, its settings and its Compose file. */
export function detectServices(
  dependencies: Dependencies,
  sources: readonly Source[],
  tree?: ProjectTree,
): UsedService[] {
  const settings = tree ? settingsOf(tree) : [];
  // Of a service that the file builds it says more than which images there are.
  const compose = tree && !tree.composed ? composeSources(tree) : [];
  const texts = [...sources, ...settings];
  const words = prefixedWords(texts, (path) => settingsFile.test(path));
  const composed = tree ? toldByCompose(tree) : [];
  const byDefault = toldByDefault(sources, settings);
  const used = backingServices.flatMap((kind) => {
    const given = composed.find((one) => one.kind === kind);
    const at =
      dependencyOn(kind, dependencies) ??
      placeOf(kind, { sources, settings, compose }) ??
      given?.at ??
      byDefault.get(kind)?.variables.find(({ at }) => at.startsWith(".env:") || isDatabase(kind))?.at ??
      (tree && neededImage(tree, kind));
    if (at === undefined) return [];
    const read = usedService({ kind, at, dependencies, texts, words, schemas: schemasOf(settings) });
    return [
      withExtension(withGiven(withEngine(withDefaults(read, byDefault.get(kind)), sources), given), {
        dependencies,
        sources,
        compose,
      }),
    ];
  });
  const images = new Set([...matchesOf(compose, imageLine)].map(({ groups }) => groups[0]));
  const isNeeded = ({ kind }: UsedService) => tree !== undefined && neededImage(tree, kind) !== undefined;
  const isRun = (service: UsedService) =>
    composed.some((one) => one.kind.name === service.kind.name) ||
    isNeeded(service) ||
    (service.kind.images ?? []).some((image) => images.has(image));
  const known = withOptional(
    withoutRivals(used, [...texts, ...compose]),
    dependencies,
    isRun,
    switchesIn(sources, (name) => tree !== undefined && isOn.test(exampleOf(tree, name) ?? "")),
    sources,
  );
  const all = withoutUnaddressed(known, dependencies.ecosystem, sources, tree);
  const told = tree ? all.map((service) => toldOnItsOwn(service, { dependencies, sources, tree })) : all;
  return told.map((service) => withHostInCode(service, sources, tree));
}

interface Project {
  dependencies: Dependencies;
  sources: readonly Source[];
  tree: ProjectTree;
}

/** With what a program is told beside its address; nothing of what the Compose file alone speaks of. */
function toldOnItsOwn(service: UsedService, { dependencies, sources, tree }: Project): UsedService {
  if (isOnlyRun(service, dependencies, tree))
    return optional(service, "the Compose file runs it, and nothing in the program speaks of it");
  if (isOfOthers(service, tree))
    return optional(service, "the Compose file runs it for others, and tells this one nothing");
  return withHost(withKindTold(service, tree, sources), dependencies.ecosystem);
}

const isOn = /^["']?(?:true|1|on|yes)\b/i;

/** An address for its data is what a program takes by itself, whichever package speaks to it. */
const isDatabase = ({ name }: BackingService) => name === "mongodb";

interface Use {
  kind: BackingService;
  at: string;
  dependencies: Dependencies;
  texts: readonly Source[];
  words: ReadonlyMap<string, string>;
  /** What Prisma reads. */
  schemas: readonly Source[];
}

const schemasOf = (settings: readonly Source[]) => settings.filter(({ path }) => path.endsWith(".prisma"));

const prismaUrl = /^[ \t]{0,9}(?:url|directUrl)[ \t]{0,20}=[ \t]{0,9}env\("(\w{1,80})"\)/gm;

/** The variables that Prisma's schema names for a database: no other ones count. */
function prismaUrls({ prisma, name, variables }: BackingService, schemas: readonly Source[]): Prefixed | undefined {
  const isIt = [...matchesOf(schemas, prismaProvider)].some(({ groups }) => isProvider(groups[0], prisma));
  const telling = variables[`${name.toUpperCase()}_URL`];
  const named = isIt ? [...matchesOf(schemas, prismaUrl)] : [];
  if (!telling || named.length === 0) return undefined;
  const found = new Map(named.map(({ groups: [value = ""], at }) => [value, at]));
  return {
    variables: [...found].map(([value, at]) => ({ value, at })),
    tellings: Object.fromEntries([...found.keys()].map((value) => [value, telling])),
  };
}

function usedService({ kind, at, dependencies, texts, words, schemas }: Use): UsedService {
  const ways = kind.ways.map((way) => mentions(texts, way));
  const read = [...(ways.find((found) => found.length > 0) ?? []), ...mentions(texts, kind.besides ?? [])];
  const named = prismaUrls(kind, schemas);
  const prefixed = named ?? (read.length > 0 ? undefined : prefixedVariables(kind, words));
  const variables = prefixed?.variables ?? (read.length > 0 ? read : unread(kind, dependencies));
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

/** What stands for its address without a variable says which variable that is. */
function withDefaults(service: UsedService, taken: DefaultTold | undefined): UsedService {
  const { kind, variables, url } = service;
  const telling = kind.variables[`${kind.name.toUpperCase()}_URL`];
  if (!taken || !telling) return service;
  const further = taken.variables.filter(({ value }) => !(value in kind.variables));
  const read = variables.filter(({ at }) => at !== assumed);
  const known = taken.variables.filter(({ value }) => read.every((one) => one.value !== value));
  return {
    ...service,
    kind: withVariables(kind, Object.fromEntries(further.map(({ value }) => [value, telling]))),
    variables: [...read, ...known],
    url: taken.url ?? url,
  };
}

/** What a Compose file tells the program counts, and what else it reads is told as well. */
function withGiven(service: UsedService, given: ComposeTold | undefined): UsedService {
  if (!given) return service;
  const { isPrefixed, ...read } = service;
  const others = service.variables.filter(
    ({ value, at }) => at !== assumed && given.variables.every((one) => one.value !== value),
  );
  return {
    ...read,
    kind: withVariables(service.kind, given.tellings),
    variables: [...given.variables, ...(isPrefixed ? [] : others)],
    url: given.url ?? service.url,
  };
}

function unread({ usual, ways: [first = []], unsaid = {} }: BackingService, { ecosystem, names }: Dependencies) {
  const framework = (["quarkus", "micronaut"] as const).find((own) =>
    [...names].some((name) => name.startsWith(`${own}-`)),
  );
  const ofFramework = unsaid[framework ?? ecosystem];
  return (ofFramework ?? usual ?? first).map((value) => ({ value, at: assumed }));
}

function dependencyOn(kind: BackingService, { ecosystem, names }: Dependencies): string | undefined {
  const name = kind.packages[ecosystem]?.find((wanted) => hasPackage(names, wanted));
  return name && `dependency ${name}`;
}

interface Places {
  sources: readonly Source[];
  settings: readonly Source[];
  compose: readonly Source[];
}

const imageLine = /^[ \t]{1,20}image:[ \t]{1,9}["']?(?:[\w.-]{1,99}\/){0,4}([\w.-]{1,99})/gm;
const prismaProvider = /^[ \t]{0,9}provider[ \t]{0,20}=[ \t]{0,9}"([a-z]{1,20})"/gm;
/** Prisma takes `postgres` for postgresql. */
const isProvider = (said: string | undefined, prisma: string | undefined) =>
  said === prisma || (said === "postgres" && prisma === "postgresql");

/** Where something else than a dependency says that it is used. */
function placeOf({ speech, prisma, images = [] }: BackingService, { sources, settings, compose }: Places) {
  const provider = [...matchesOf(schemasOf(settings), prismaProvider)].find(({ groups }) =>
    isProvider(groups[0], prisma),
  );
  const image = [...matchesOf(compose, imageLine)].find(({ groups }) => images.includes(groups[0] ?? ""));
  const spoken = speech && firstMatch(sources, speech);
  return (provider ?? image ?? spoken)?.at;
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

const hasPackage = (names: ReadonlySet<string>, wanted: string) =>
  names.has(wanted) || [...names].some((name) => name.startsWith(`${wanted}/`));

/**
 * A variable counts as read wherever its name stands: schemas and helpers name it in many ways. One word alone may be
 * anything, so that it has to stand where variables are read.
 */
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

const mentions = (sources: readonly Source[], names: readonly string[]): Found<string>[] =>
  names.flatMap((value) => {
    const at = firstWord(sources.filter(tellsOf(value)), value, value.includes("_") ? undefined : /env/i);
    return at === undefined ? [] : [{ value, at }];
  });
