import { setTimeout } from "node:timers/promises";
import type { Watch } from "@kubernetes/client-node";
import { messageOf } from "../../core/errors.ts";
import type { KubernetesObject } from "../../domain/rollout/objects.ts";
import { asFailure, isForbidden } from "./errors.ts";

/** Where the objects of one kind come from. */
export interface Source<T> {
  /** Path of the list on the API server. */
  path: string;
  list: () => Promise<{ items: T[]; metadata?: { resourceVersion?: string } }>;
}

/** The objects of one kind, kept up to date. */
export interface Feed<T> {
  items: () => T[];
  /** They may not be listed: there is nothing to be seen of them. */
  isForbidden: () => boolean;
  /** Why they are not up to date; undefined where they are. */
  lost: () => string | undefined;
}

/** Between two lists where `watch` is forbidden, and between two tries where nothing answers. */
const pauseMs = 1_000;
/** The server ends a watch before the client does after 30 s of silence, and says before where to go on. */
const watchSeconds = 25;
const gone = 410;
const forbidden = 403;

interface State<T> {
  objects: Map<string, T>;
  /** Where the next watch goes on; undefined: a list has to come first. */
  version: string | undefined;
  mayWatch: boolean;
  isForbidden: boolean;
  lost: string | undefined;
}

/** Lists the objects of a kind, then follows every change of them until the signal aborts. */
export async function follow<T extends KubernetesObject>(
  source: Source<T>,
  watch: Watch,
  onChange: () => void,
  signal: AbortSignal,
): Promise<Feed<T>> {
  const state: State<T> = {
    objects: new Map(),
    version: undefined,
    mayWatch: true,
    isForbidden: false,
    lost: undefined,
  };
  await guarded(state, onChange, () => list(source, state));
  keepUp(source, watch, state, onChange, signal).catch(() => {});
  return {
    items: () => [...state.objects.values()],
    isForbidden: () => state.isForbidden,
    lost: () => state.lost,
  };
}

async function keepUp<T extends KubernetesObject>(
  source: Source<T>,
  watch: Watch,
  state: State<T>,
  onChange: () => void,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted && !state.isForbidden) {
    const start = performance.now();
    await guarded(state, onChange, async () => {
      if (state.version === undefined) await list(source, state).then(onChange);
      if (state.mayWatch) await watchChanges(source, watch, state, onChange, signal);
      else state.version = undefined;
    });
    // A watch that ended after its time goes on at once.
    if (performance.now() - start < pauseMs) await setTimeout(pauseMs, undefined, { signal, ref: false });
  }
}

/** Remembers why nothing could be read, instead of failing: it is tried again until the signal aborts. */
async function guarded<T>(state: State<T>, onChange: () => void, task: () => Promise<void>): Promise<void> {
  try {
    await task();
  } catch (error) {
    state.lost = wordsOf(error);
    onChange();
  }
}

const wordsOf = (error: unknown) => messageOf(asFailure(error, "watch the rollout")).split("\n")[0];

async function list<T extends KubernetesObject>(source: Source<T>, state: State<T>): Promise<void> {
  try {
    const { items, metadata } = await source.list();
    state.objects = new Map(items.map((item) => [item.metadata?.uid ?? "", item]));
    state.version = metadata?.resourceVersion;
    state.lost = undefined;
  } catch (error) {
    if (!isForbidden(error)) throw error;
    state.isForbidden = true;
  }
}

/** Follows changes until the watch ends, which it does by itself when its time is up. */
function watchChanges<T extends KubernetesObject>(
  source: Source<T>,
  watch: Watch,
  state: State<T>,
  onChange: () => void,
  signal: AbortSignal,
): Promise<void> {
  const query = {
    resourceVersion: state.version,
    allowWatchBookmarks: true,
    timeoutSeconds: watchSeconds,
  };
  const take = (phase: string, object: T & { code?: number }) => {
    state.version = phase === "ERROR" ? undefined : object.metadata?.resourceVersion;
    if (phase === "ERROR" || phase === "BOOKMARK") return;
    const uid = object.metadata?.uid ?? "";
    if (phase === "DELETED") state.objects.delete(uid);
    else state.objects.set(uid, object);
    onChange();
  };
  return new Promise((resolve, reject) => {
    let running: AbortController | undefined;
    const stop = () => running?.abort();
    const done = (error: unknown) => {
      signal.removeEventListener("abort", stop);
      if (!error || isEnd(error)) return resolve();
      const status = (error as { statusCode?: number }).statusCode;
      if (status === gone) state.version = undefined;
      else if (status === forbidden) state.mayWatch = false;
      else return reject(error);
      resolve();
    };
    signal.addEventListener("abort", stop, { once: true });
    // It rejects where the credentials cannot be had, and tells `done` of everything else.
    watch.watch(source.path, query, take, done).then((controller) => {
      running = controller;
      // Still there: it has been answered.
      if (!controller.signal.aborted) recover(state, onChange);
      if (signal.aborted) stop();
    }, done);
  });
}

const isEnd = (error: unknown) => error instanceof Error && ["TimeoutError", "AbortError"].includes(error.name);

function recover<T>(state: State<T>, onChange: () => void): void {
  if (state.lost === undefined) return;
  state.lost = undefined;
  onChange();
}
