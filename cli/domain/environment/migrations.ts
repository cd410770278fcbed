import type { History } from "./history.ts";

/** What people call a task that changes the data for a version: its name, its image or what it runs says so. */
const words = /migrat|flyway|liquibase|alembic|db:(?:prepare|schema|push)|schema[-_: ]?(?:update|upgrade|push)/i;

/** Whether a task that ends by itself changes the data, as far as its name, image and command say. */
export const isMigration = (...texts: readonly (string | undefined)[]): boolean =>
  texts.some((text) => text !== undefined && words.test(text));

/**
 * The migrations that ran since a version was healthy: that version has never seen the data as they left it. `now` are those
 * of the promotion that is under way.
 */
export function migrationsSince(
  { promotions }: Pick<History, "promotions">,
  version: string | undefined,
  now: readonly string[],
): string[] {
  const last = promotions.findLastIndex((entry) => entry.outcome === "healthy" && entry.version === version);
  const since = promotions.slice(last + 1).flatMap(({ migrations = [] }) => migrations);
  return [...new Set([...since, ...now])];
}
