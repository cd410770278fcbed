import type { Promotion } from "../environment/history.ts";
import { firstDescription, isOfVersion, type Revision, recordOf } from "./revisions.ts";

/** Who brought what runs in an environment. */
export type Owner =
  /** A promotion, from this repository. */
  | { by: "chatops"; repository: string | undefined }
  /** Helm alone, with this chart. */
  | { by: "helm"; chart: string };

/** Helm's description of a revision: constant per release, values and repository, so that it tells whether they run already. */
export const descriptionOf = (of: {
  version: string;
  commit: string;
  values: string;
  repository: string | undefined;
}): string =>
  `chatops ${of.version}, commit ${of.commit.slice(0, 12)}, values ${of.values}${of.repository ? `, from ${of.repository}` : ""}`;

const described = /^chatops (\S+), commit \S+, values \S+?(?:, from (.+))?$/;

/** What a revision is called: the version that its record or Helm's description of it says, else its chart. */
export const nameOf = (promotions: readonly Promotion[], revisions: readonly Revision[], revision: Revision): string =>
  recordOf(promotions, revisions, revision)?.version ??
  described.exec(firstDescription(revisions, revision))?.[1] ??
  revision.chart;

/** Whose a revision is, as its record says, or Helm's own description of it. */
export function ownerOf(promotions: readonly Promotion[], revisions: readonly Revision[], revision: Revision): Owner {
  const recorded = recordOf(promotions, revisions, revision);
  const said = described.exec(firstDescription(revisions, revision));
  const repository = recorded?.repository ?? said?.[2];
  return recorded || said ? { by: "chatops", repository } : { by: "helm", chart: chartName(revision) };
}

/**
 * The repository that what Helm has was promoted from, or what it left behind; undefined if nothing proves one. The newest
 * revision counts whatever became of it, and one that Helm alone brought only as an upgrade of what was promoted.
 */
export function provenRepository(promotions: readonly Promotion[], revisions: readonly Revision[]): string | undefined {
  const newest = revisions.at(-1);
  const last = promotions.at(-1);
  if (!newest || newest.status === "uninstalled") return last?.repository;
  // A promotion that was killed does not know the number of what it made.
  if (last?.outcome === "begun" && isOfVersion(newest, last)) return last.repository;
  // Numbers begin anew after a removal: older entries may have the same ones.
  const since = promotions.slice(promotions.findLastIndex(({ outcome }) => outcome === "removed") + 1);
  const promoted = revisions
    .filter((revision) => chartName(revision) === chartName(newest))
    .map((revision) => ownerOf(since, revisions, revision))
    .findLast(({ by }) => by === "chatops");
  return promoted?.by === "chatops" ? promoted.repository : undefined;
}

/** `chat` of `chat-1.4.0-rc.1`. */
const chartName = ({ chart }: Revision): string => /^(.+?)-v?\d+\.\d+\.\d+/.exec(chart)?.[1] ?? chart;
