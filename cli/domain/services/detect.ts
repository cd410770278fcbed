import { firstWord, type Source } from "../packs/shared/scan.ts";
import { assumed, type Found } from "../packs/tree.ts";
import { backingServices } from "./all.ts";
import type { BackingService, Ecosystem } from "./service.ts";

/** What a project says it depends on. */
export interface Dependencies {
  ecosystem: Ecosystem;
  names: ReadonlySet<string>;
}

/** A backing service as a program uses it. */
export interface UsedService {
  kind: BackingService;
  dependency: string;
  /** The variables that the program reads, or the most common one. */
  variables: Found<string>[];
  /** The program can send a password, so the service may ask for one. */
  password: Found<string> | undefined;
}

/** The backing services that a project's dependencies speak of. */
export function detectServices({ ecosystem, names }: Dependencies, sources: readonly Source[]): UsedService[] {
  return backingServices.flatMap((kind) => {
    const dependency = kind.packages[ecosystem]?.find((name) => hasPackage(names, name));
    if (!dependency) return [];
    const ways = kind.ways.map((way) => way.flatMap((name) => mention(sources, name) ?? []));
    const unread = kind.ways[0]?.map((value) => ({ value, at: assumed })) ?? [];
    const variables = ways.find((found) => found.length > 0) ?? unread;
    const carrier = variables.find(({ value, at }) => value === kind.holdsPassword && at !== assumed);
    const password = carrier ?? mention(sources, `${kind.name.toUpperCase()}_PASSWORD`);
    return [{ kind, dependency, variables, password }];
  });
}

const hasPackage = (names: ReadonlySet<string>, wanted: string) =>
  names.has(wanted) || [...names].some((name) => name.startsWith(`${wanted}/`));

/** A variable counts as read wherever its name stands: schemas and helpers name it in many ways. */
function mention(sources: readonly Source[], name: string): Found<string> | undefined {
  const at = firstWord(sources, name);
  return at === undefined ? undefined : { value: name, at };
}

/** Every variable that belongs to a service, so that it is not listed a second time. */
export const serviceVariables = (services: readonly UsedService[]): Set<string> =>
  new Set(
    services.flatMap(({ kind }) => [
      ...Object.keys(kind.variables),
      ...["PASSWORD", "USER", "USERNAME", "DB", "TLS"].map((part) => `${kind.name.toUpperCase()}_${part}`),
    ]),
  );

/** Services that import sets up, each with how. */
export const setupsOf = (services: readonly UsedService[]) =>
  services.flatMap((service) => (service.kind.setup ? [{ ...service, setup: service.kind.setup }] : []));
