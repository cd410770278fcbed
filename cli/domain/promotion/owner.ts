import type { Promotion } from "../environment/history.ts";
import { firstDescription, type Revision, recordOf } from "./revisions.ts";

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

/** `chat` of `chat-1.4.0-rc.1`. */
const chartName = ({ chart }: Revision): string => /^(.+?)-v?\d+\.\d+\.\d+/.exec(chart)?.[1] ?? chart;
