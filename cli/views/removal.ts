import type { RemovalResult } from "../results/removal.ts";

/** What a person reads of a removal: what is gone, and what is kept. */
export function removalLines({ outcome, environment, version, kept, deleted }: RemovalResult): string[] {
  const list = (word: string, data: RemovalResult["kept"]) =>
    data.map(({ kind, name }) => `  ${word.padEnd(9)} ${kind} ${name}`);
  const what = version ?? "data";
  const lines = {
    nothing: `Nothing is there to be removed from ${environment}.`,
    planned: `Would remove ${what} from ${environment}; nothing was changed`,
    removed: version ? `${version} was removed from ${environment}` : `Nothing ran in ${environment}`,
  };
  return [
    lines[outcome],
    ...list("kept", kept),
    ...list("deleted", deleted),
    ...(outcome === "removed" && kept.length > 0
      ? [`The data is used again by the next promotion; --delete-data deletes it.`]
      : []),
  ];
}
