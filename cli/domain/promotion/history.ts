import { z } from "zod";

/** One promotion of a release into an environment. */
export interface Promotion {
  version: string;
  /** Full hash of the released commit. */
  commit: string;
  /** What the pods run: `repository:tag@digest`. */
  image: string;
  chartDigest: string;
  /** Helm's; there as soon as Helm has made it. */
  revision?: number | undefined;
  /** The repository that it is of; older versions of chatops did not write it. */
  repository?: string | undefined;
  /** The environment's values: the commit they were read at, and a hash of them. */
  values: { commit?: string | undefined; hash: string };
  /** `begun` is what a killed run leaves. */
  outcome: "begun" | "healthy" | "failed";
  /** When it began, ISO 8601. */
  at: string;
  /** When it was seen to be healthy; older versions of chatops did not write it. */
  healthyAt?: string | undefined;
  /** Who promoted, and where. */
  by: string;
  /** Code of the failure's cause. */
  cause?: string | undefined;
  /** The lines that show it. */
  evidence?: string[] | undefined;
}

const promotion = z.object({
  version: z.string(),
  commit: z.string(),
  image: z.string(),
  chartDigest: z.string(),
  revision: z.int().optional(),
  repository: z.string().optional(),
  values: z.object({ commit: z.string().optional(), hash: z.string() }),
  outcome: z.enum(["begun", "healthy", "failed"]),
  at: z.string(),
  healthyAt: z.string().optional(),
  by: z.string(),
  cause: z.string().optional(),
  evidence: z.array(z.string()).optional(),
});

/** What an environment's record tells, oldest first. */
export interface History {
  /** Every entry as it stands: another version of chatops may have written what we do not understand. */
  entries: readonly unknown[];
  promotions: readonly Promotion[];
  /** A text that is no history at all; the record keeps it beside the new one. */
  unreadable: string | undefined;
}

const longestHistory = 50;
/** A ConfigMap holds 1 MiB. */
const mostBytes = 512 * 1024;

const historyOf = (entries: readonly unknown[], unreadable?: string): History => ({
  entries,
  promotions: entries.flatMap((entry) => promotionOf(entry) ?? []),
  unreadable,
});

const promotionOf = (entry: unknown): Promotion | undefined => promotion.safeParse(entry).data;

export const noHistory: History = historyOf([]);

export function parseHistory(text: string): History {
  try {
    const entries: unknown = JSON.parse(text);
    return Array.isArray(entries) ? historyOf(entries) : historyOf([], text);
  } catch {
    return historyOf([], text);
  }
}

/** The text that `parseHistory` reads. */
export const historyText = ({ entries }: Pick<History, "entries">): string => `${JSON.stringify(entries, null, 1)}\n`;

/**
 * The history with one more promotion, or with the outcome of one that had begun. Of more than fifty, or of more than a
 * ConfigMap holds, the oldest go; the last healthy one stays, as it is where a failed one goes back to.
 */
export function withPromotion({ entries, unreadable }: History, added: Promotion): History {
  const all = [...entries.filter((entry) => !isSame(promotionOf(entry), added)), added];
  const healthy = lastPromoted(historyOf(all));
  const isKept = (entry: unknown) => entry === added || (healthy && isSame(promotionOf(entry), healthy));
  while (all.length > longestHistory || Buffer.byteLength(historyText({ entries: all })) > mostBytes) {
    const oldest = all.findIndex((entry) => !isKept(entry));
    if (oldest < 0) break;
    all.splice(oldest, 1);
  }
  return historyOf(all, unreadable);
}

const isSame = (one: Promotion | undefined, other: Promotion): boolean =>
  one?.at === other.at && one.version === other.version && one.by === other.by;

/** The last promotion recorded healthy: where a failed one goes back to. */
export const lastPromoted = ({ promotions }: Pick<History, "promotions">): Promotion | undefined =>
  promotions.findLast(({ outcome }) => outcome === "healthy");
