import { aligned } from "../../lib/table.ts";
import type { KnownRelease, ReleasesResult } from "../results/releases.ts";

/** A table with a line for each release, and below it which environments could not be asked. */
export function releasesLines({ releases, total, environments }: ReleasesResult): string[] {
  if (releases.length === 0) return ["No release yet: `chatops release` makes the first one."];
  const isAnySigned = releases.some(({ signature }) => signature !== undefined);
  const rows = releases.map(({ version, at, commit, image, runsIn, signature }) => [
    version,
    at.replace("T", " ").slice(0, 16),
    commit.slice(0, 7),
    image ? whereOf(runsIn) : "a tag that chatops did not make",
    ...(isAnySigned ? [signature ?? "not signed"] : []),
  ]);
  const titles = ["VERSION", "RELEASED (UTC)", "COMMIT", "RUNS IN", ...(isAnySigned ? ["SIGNATURE"] : [])];
  const more = total - releases.length;
  return [
    ...aligned([titles, ...rows]),
    ...(more > 0 ? [`${more} older ones: --limit ${total} shows all.`] : []),
    ...environments.flatMap(({ environment, note }) => (note ? [`! ${environment}: ${note}`] : [])),
  ];
}

const whereOf = (runsIn: KnownRelease["runsIn"]): string =>
  runsIn.map(({ environment, state }) => (state === "healthy" ? environment : `${environment} (${state})`)).join(", ");
