import { type HeldEntry, heldEntry, type Promotion, promotion } from "../../results/history.ts";

export type { HeldEntry, Promotion };

/** What was promoted, and from where. */
export type PromotedArtifacts = Pick<
  Promotion,
  "version" | "commit" | "image" | "imageId" | "images" | "chartDigest" | "repository" | "values"
>;

export const artifactsOf = ({
  version,
  commit,
  image,
  imageId,
  images,
  chartDigest,
  repository,
  values,
}: Promotion): PromotedArtifacts => ({ version, commit, image, imageId, images, chartDigest, repository, values });

/** What was promoted for each service; one image without a service if there is but one. */
export const imagesOf = ({
  image,
  imageId,
  images,
}: Pick<PromotedArtifacts, "image" | "imageId" | "images">): readonly PromotedImage[] => images ?? [{ image, imageId }];

/** As an entry has them: the first one and, if there are several, all. */
export function recordedImages(all: readonly PromotedImage[]): Pick<PromotedArtifacts, "image" | "imageId" | "images"> {
  const named = all.flatMap(({ service, ...image }) => (service === undefined ? [] : [{ service, ...image }]));
  const [{ image, imageId } = { image: "" }] = all;
  return { image, imageId, ...(named.length > 1 && { images: named }) };
}

export interface PromotedImage {
  service?: string | undefined;
  image: string;
  imageId?: string | undefined;
}

/** What an environment's record tells, oldest first. */
export interface History {
  /** Every entry as it stands: another version of chatops may have written what we do not understand. */
  entries: readonly unknown[];
  promotions: readonly Promotion[];
  /** That somebody holds the environment, or let it go on, whichever was last. */
  hold: HeldEntry | undefined;
  /** A text that is no history at all; the record keeps it beside the new one. */
  unreadable: string | undefined;
}

const longestHistory = 50;
/** A ConfigMap holds 1 MiB. */
const mostBytes = 512 * 1024;

const historyOf = (entries: readonly unknown[], unreadable?: string): History => ({
  entries,
  promotions: entries.flatMap((entry) => promotionOf(entry) ?? []),
  hold: heldEntry.safeParse(entries.findLast(isHold)).data,
  unreadable,
});

const isHold = (entry: unknown): boolean => heldEntry.safeParse(entry).success;

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
 * ConfigMap holds, the oldest go; the last healthy one stays, as it is where a failed one goes back to, and so does a hold.
 */
export function withPromotion({ entries, unreadable }: History, added: Promotion): History {
  const all = [...entries.filter((entry) => !isSame(promotionOf(entry), added)), added];
  const healthy = lastHealthy(historyOf(all));
  const isKept = (entry: unknown) =>
    entry === added || isHold(entry) || (healthy && isSame(promotionOf(entry), healthy));
  while (all.length > longestHistory || Buffer.byteLength(historyText({ entries: all })) > mostBytes) {
    const oldest = all.findIndex((entry) => !isKept(entry));
    if (oldest < 0) break;
    all.splice(oldest, 1);
  }
  return historyOf(all, unreadable);
}

/** The history with somebody's hold, or its end, in place of the one before. */
export const withHold = ({ entries, unreadable }: History, added: HeldEntry): History =>
  historyOf([...entries.filter((entry) => !isHold(entry)), added], unreadable);

/** The history with what is told of a hold elsewhere, if nothing newer stands in it. */
export const withNewerHold = (history: History, told: HeldEntry | undefined): History =>
  told && (!history.hold || told.at > history.hold.at) ? { ...history, hold: told } : history;

const isSame = (one: Promotion | undefined, other: Promotion): boolean =>
  one?.at === other.at && one.version === other.version && one.by === other.by;

/** The last promotion that was recorded healthy; undefined if what ran was removed since. */
export function lastHealthy({ promotions }: Pick<History, "promotions">): Promotion | undefined {
  const last = promotions.findLast(({ outcome }) => outcome === "healthy" || outcome === "removed");
  return last?.outcome === "healthy" ? last : undefined;
}

/** The last promotion of this very image, if it failed. */
export function lastFailure(
  { promotions }: Pick<History, "promotions">,
  { image, imageId }: Pick<Promotion, "image" | "imageId">,
): Promotion | undefined {
  const isSame = (entry: Promotion) => (imageId ? entry.imageId === imageId : entry.image === image);
  const last = promotions.findLast(isSame);
  return last?.outcome === "failed" ? last : undefined;
}

/** Since when an environment is as it was recorded, ISO 8601. */
export const healthySince = ({ healthyAt, at }: Promotion): string => healthyAt ?? at;
