import type { Source } from "../packs/shared/scan.ts";
import type { UsedService } from "./used-service.ts";

/**
 * A variable tells of one service: a project that has the packages of several databases uses the one that its files
 * speak of most, and the others are left out if nothing is left to tell them by.
 */
export function withoutRivals(services: readonly UsedService[], texts: readonly Source[]): UsedService[] {
  const owners = new Map<string, UsedService>();
  const byRank = services.toSorted(
    (a, b) => contested(b, services) - contested(a, services) || rank(b, texts) - rank(a, texts),
  );
  const claims = (isBeside: boolean) => {
    for (const service of byRank)
      for (const { value } of service.variables)
        if ((service.kind.besides?.includes(value) ?? false) === isBeside && !owners.has(value))
          owners.set(value, service);
  };
  claims(false);
  claims(true);
  return services.flatMap((service) => {
    const variables = service.variables.filter(({ value }) => owners.get(value) === service);
    return variables.length > 0 ? [{ ...service, variables }] : [];
  });
}

/** How much of an address it is told by variables that may as well be those of another one. */
const contested = ({ variables, kind }: UsedService, services: readonly UsedService[]): number =>
  variables.filter(
    ({ value }) =>
      !kind.besides?.includes(value) &&
      services.some((other) => other.kind.name !== kind.name && value in other.kind.variables),
  ).length;

/** How many files speak of it, by its name or by the package that speaks to it. */
function rank({ kind }: UsedService, texts: readonly Source[]): number {
  const words = [kind.name, ...(kind.images ?? []), ...Object.values(kind.packages).flat().flatMap(quoted)];
  return texts.filter(({ text }) => {
    const lower = text.toLowerCase();
    return words.some((word) => lower.includes(word));
  }).length;
}

/** A name as short as `pg` says something as a string alone. */
const quoted = (name: string) => (name.length > 3 ? [name] : [`"${name}"`, `'${name}'`]);
