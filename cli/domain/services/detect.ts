import { firstMatch, matchesOf, type Source } from "../packs/shared/scan.ts";
import type { ProjectTree } from "../packs/tree.ts";
import { backingServices } from "./all.ts";
import { toldAlone } from "./alone.ts";
import { neededImage, toldByCompose, withComposeTold } from "./compose-told.ts";
import { toldByDefault, withDefaults } from "./defaults.ts";
import { withEngine } from "./django-engine.ts";
import { withExtension } from "./extensions.ts";
import { withHostInCode } from "./host-in-code.ts";
import { withKindTold } from "./kind-told.ts";
import { withHost } from "./libpq.ts";
import { isOfOthers } from "./of-others.ts";
import { isOnlyRun } from "./only-run.ts";
import { optional, withOptional } from "./optional.ts";
import { dependencyOn } from "./packages.ts";
import { prefixedWords } from "./prefixed.ts";
import { providerIn, schemasOf } from "./prisma.ts";
import { withoutRivals } from "./rivals.ts";
import type { BackingService } from "./service.ts";
import { composeSources, exampleOf, settingsFile, settingsOf } from "./settings-files.ts";
import { switchesIn } from "./switches.ts";
import { toldByCode } from "./told-by-code.ts";
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
  const said = { dependencies, texts, words, schemas: schemasOf(settings) };
  const used = backingServices.flatMap((kind) => {
    const given = composed.find((one) => one.kind === kind);
    const at =
      dependencyOn(kind, dependencies) ??
      placeOf(kind, { sources, settings, compose }) ??
      given?.at ??
      byDefault.get(kind)?.variables.find(({ at }) => at.startsWith(".env:") || isDatabase(kind))?.at ??
      (tree && neededImage(tree, kind));
    if (at === undefined) return [];
    const read = toldByCode(kind, at, said);
    const told = withComposeTold(withEngine(withDefaults(read, byDefault.get(kind)), sources), given);
    return [withExtension(told, { dependencies, sources, compose })];
  });
  const images = new Set([...matchesOf(compose, imageLine)].map(({ groups }) => groups[0]));
  const isNeeded = ({ kind }: UsedService) => tree !== undefined && neededImage(tree, kind) !== undefined;
  const isRun = (service: UsedService) =>
    composed.some((one) => one.kind.name === service.kind.name) ||
    isNeeded(service) ||
    (service.kind.images ?? []).some((image) => images.has(image));
  const known = withOptional(
    withoutRivals(toldAlone(used, said), [...texts, ...compose]),
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

interface Places {
  sources: readonly Source[];
  settings: readonly Source[];
  compose: readonly Source[];
}

const imageLine = /^[ \t]{1,20}image:[ \t]{1,9}["']?(?:[\w.-]{1,99}\/){0,4}([\w.-]{1,99})/gm;

/** Where something else than a dependency says that it is used. */
function placeOf(kind: BackingService, { sources, settings, compose }: Places) {
  const { speech, images = [] } = kind;
  const provider = providerIn(schemasOf(settings), kind);
  const image = [...matchesOf(compose, imageLine)].find(({ groups }) => images.includes(groups[0] ?? ""));
  const spoken = speech && firstMatch(sources, speech);
  return provider ?? (image ?? spoken)?.at;
}
