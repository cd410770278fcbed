import { matchesOf, type Source } from "../packs/shared/scan.ts";
import type { Prefixed } from "./prefixed.ts";
import type { BackingService } from "./service.ts";

/** Prisma's schemas among files of settings. */
export const schemasOf = (settings: readonly Source[]): Source[] =>
  settings.filter(({ path }) => path.endsWith(".prisma"));

const provider = /^[ \t]{0,9}provider[ \t]{0,20}=[ \t]{0,9}"([a-z]{1,20})"/gm;

/** Where a schema says that its data are in a service of this kind. */
export const providerIn = (schemas: readonly Source[], { prisma }: BackingService): string | undefined =>
  [...matchesOf(schemas, provider)].find(({ groups }) => isProvider(groups[0], prisma))?.at;

/** Prisma takes `postgres` for postgresql. */
const isProvider = (said: string | undefined, prisma: string | undefined) =>
  said === prisma || (said === "postgres" && prisma === "postgresql");

const urlVariable = /^[ \t]{0,9}(?:url|directUrl)[ \t]{0,20}=[ \t]{0,9}env\("(\w{1,80})"\)/gm;

/** The variables that Prisma's schema names for a database: no other ones count. */
export function urlsIn(schemas: readonly Source[], kind: BackingService): Prefixed | undefined {
  const { name, variables } = kind;
  const telling = variables[`${name.toUpperCase()}_URL`];
  const named = providerIn(schemas, kind) ? [...matchesOf(schemas, urlVariable)] : [];
  if (!telling || named.length === 0) return undefined;
  const found = new Map(named.map(({ groups: [value = ""], at }) => [value, at]));
  return {
    variables: [...found].map(([value, at]) => ({ value, at })),
    tellings: Object.fromEntries([...found.keys()].map((value) => [value, telling])),
  };
}
