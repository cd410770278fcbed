import type { Watch } from "@kubernetes/client-node";
import type { KubernetesObject } from "../../domain/rollout/objects.ts";

/** The server ends a watch before the client does after 30 s of silence, and says before where to go on. */
const watchSeconds = 25;
/** A proxy may keep an answer until it has a whole buffer full: what is not answered by then is listed instead. */
const answerMs = 5_000;
const gone = 410;
const forbidden = 403;

/** What is known of the objects of one kind. */
export interface Known<T> {
  objects: Map<string, T>;
  /** Those that were deleted since, as they were last; undefined if nobody asks for them. */
  deleted: T[] | undefined;
  /** Where the next watch goes on; undefined: a list has to come first. */
  version: string | undefined;
  /** When the last list that was answered had been asked for, by `performance.now()`. */
  listedAt: number;
  mayWatch: boolean;
  /** A watch has been answered, and has not ended. */
  isWatched: boolean;
  isForbidden: boolean;
  lost: string | undefined;
}

/** Follows changes until the watch ends, which it does by itself when its time is up, or until it is not answered in time. */
export function watchChanges<T extends KubernetesObject>(
  path: string,
  watch: Watch,
  known: Known<T>,
  onChange: () => void,
  signal: AbortSignal,
): Promise<void> {
  const query = { resourceVersion: known.version, allowWatchBookmarks: true, timeoutSeconds: watchSeconds };
  return new Promise((resolve, reject) => {
    let running: AbortController | undefined;
    let isLate = false;
    const stop = () => running?.abort();
    const late = setTimeout(() => {
      isLate = true;
      known.mayWatch = false;
      resolve();
    }, answerMs).unref();
    const done = (error: unknown) => {
      clearTimeout(late);
      signal.removeEventListener("abort", stop);
      if (isLate) return;
      known.isWatched = false;
      const status = (error as { statusCode?: number } | null)?.statusCode;
      if (status === gone) known.version = undefined;
      else if (status === forbidden) known.mayWatch = false;
      else if (error && !isEnd(error)) return reject(error);
      resolve();
    };
    signal.addEventListener("abort", stop, { once: true });
    // It rejects where the credentials cannot be had, and tells `done` of everything else.
    const take = taking(known, onChange);
    const takeInTime = (phase: string, object: T) => (isLate ? undefined : take(phase, object));
    watch.watch(path, query, takeInTime, done).then((controller) => {
      clearTimeout(late);
      running = controller;
      if (signal.aborted || isLate) return stop();
      // Still there: it has been answered.
      if (!controller.signal.aborted) answered(known, onChange);
    }, done);
  });
}

const isEnd = (error: unknown) => error instanceof Error && ["TimeoutError", "AbortError"].includes(error.name);

/** Keeps what a watch says. */
const taking =
  <T extends KubernetesObject>(known: Known<T>, onChange: () => void) =>
  (phase: string, object: T) => {
    known.version = phase === "ERROR" ? undefined : object.metadata?.resourceVersion;
    if (phase === "ERROR" || phase === "BOOKMARK") return;
    const uid = object.metadata?.uid ?? "";
    if (phase === "DELETED") {
      known.objects.delete(uid);
      known.deleted?.push(withoutManagers(object));
    } else known.objects.set(uid, withoutManagers(object));
    onChange();
  };

/** Half of an object says who wrote which field, which no rollout asks for. */
export function withoutManagers<T extends KubernetesObject>(object: T): T {
  if (object.metadata) delete object.metadata.managedFields;
  return object;
}

function answered<T>(known: Known<T>, onChange: () => void): void {
  known.isWatched = true;
  known.lost = undefined;
  onChange();
}
