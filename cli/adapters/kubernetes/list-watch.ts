import { setTimeout } from "node:timers/promises";
import type { Watch } from "@kubernetes/client-node";
import { messageOf } from "../../../lib/errors.ts";
import type { KubernetesObject } from "../../domain/rollout/objects.ts";
import { asFailure, isForbidden } from "./errors.ts";
import { type Known, watchChanges } from "./watch-stream.ts";

/** Where the objects of one kind come from. */
export interface Source<T> {
  /** Path of the list on the API server. */
  path: string;
  /** Whether those that are deleted meanwhile are kept, too. */
  keepsDeleted?: boolean;
  list: () => Promise<{ items: T[]; metadata?: { resourceVersion?: string } }>;
}

/** The objects of one kind, kept up to date. */
export interface Feed<T> {
  items: () => T[];
  /** Those that were deleted since, as they were last: what is gone at once is in no `items`. */
  deleted: () => T[];
  /** They may not be listed: there is nothing to be seen of them. */
  isForbidden: () => boolean;
  /** Whether what was so at a moment, by `performance.now()`, is seen by now. */
  isCurrent: (since: number) => boolean;
  /** Why they are not up to date; undefined where they are. */
  lost: () => string | undefined;
}

/** Between two lists where `watch` is forbidden, and between two tries where nothing answers. */
const pauseMs = 1_000;

/** Lists the objects of a kind, then follows every change of them until the signal aborts. */
export async function listAndWatch<T extends KubernetesObject>(
  source: Source<T>,
  watch: Watch,
  onChange: () => void,
  signal: AbortSignal,
): Promise<Feed<T>> {
  const known: Known<T> = {
    objects: new Map(),
    deleted: source.keepsDeleted ? [] : undefined,
    version: undefined,
    listedAt: Number.NEGATIVE_INFINITY,
    mayWatch: true,
    isWatched: false,
    isForbidden: false,
    lost: undefined,
  };
  await guarded(known, onChange, () => list(source, known));
  keepUp(source, watch, known, onChange, signal).catch(() => {});
  return {
    items: () => [...known.objects.values()],
    deleted: () => known.deleted ?? [],
    isForbidden: () => known.isForbidden,
    isCurrent: (since) => known.isWatched || known.isForbidden || known.listedAt >= since,
    lost: () => known.lost,
  };
}

async function keepUp<T extends KubernetesObject>(
  source: Source<T>,
  watch: Watch,
  known: Known<T>,
  onChange: () => void,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted && !known.isForbidden) {
    const start = performance.now();
    await guarded(known, onChange, async () => {
      if (known.version === undefined || !known.mayWatch) await list(source, known).then(onChange);
      if (known.mayWatch) await watchChanges(source.path, watch, known, onChange, signal);
    });
    // A watch that ended after its time goes on at once.
    if (!known.mayWatch || performance.now() - start < pauseMs)
      await setTimeout(pauseMs, undefined, { signal, ref: false });
  }
}

/** Remembers why nothing could be read, instead of failing: it is tried again until the signal aborts. */
async function guarded<T>(known: Known<T>, onChange: () => void, task: () => Promise<void>): Promise<void> {
  try {
    await task();
  } catch (error) {
    known.lost = wordsOf(error);
    onChange();
  }
}

const wordsOf = (error: unknown) => messageOf(asFailure(error, "watch the rollout")).split("\n")[0];

async function list<T extends KubernetesObject>(source: Source<T>, known: Known<T>): Promise<void> {
  const askedAt = performance.now();
  try {
    const { items, metadata } = await source.list();
    known.objects = new Map(items.map((item) => [item.metadata?.uid ?? "", item]));
    known.version = metadata?.resourceVersion;
    known.listedAt = askedAt;
    known.lost = undefined;
  } catch (error) {
    if (!isForbidden(error)) throw error;
    known.isForbidden = true;
  }
}
