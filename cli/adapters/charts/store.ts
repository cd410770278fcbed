import { Failure, preconditionError } from "../../../lib/errors.ts";
import { Unreachable } from "../../core/unreachable.ts";
import { sameContents } from "../../domain/chart/package.ts";
import type { ChartVersion } from "../../domain/chart/repository-index.ts";
import { digestOf } from "../../domain/digest.ts";

/** Where released charts are kept: a server, or this machine. */
export interface ChartStore {
  /** As it is called in messages: `https://charts.example.com`, `this machine`. */
  place: string;
  /** As the release's tag names it; undefined if only this machine has the charts. */
  url: string | undefined;
  /** What a dry run shows of an upload. */
  planOf(chart: ChartVersion): string;
  /** What `helm install` takes, flags included. */
  addressOf(chart: ChartVersion): string;
  /** Throws if the store is not there, or refuses this user the right to write charts of this name. Writes nothing. */
  verifyWriteRight(name: string): Promise<void>;
  /** The packaged chart of a version; undefined if it is not there. */
  download(chart: ChartVersion): Promise<Uint8Array | undefined>;
  /** Uploads a packaged chart. That the store has the version already is no failure: it may be from a try of ours that was cut. */
  upload(chart: ChartVersion, packaged: Uint8Array): Promise<void>;
}

const attempts = 20;
const pauseMs = 100;

/**
 * Publishes a packaged chart once and reads it back; returns the digest of what the store has. Some stores replace what
 * they have without a word, so each is asked before anything is uploaded; whoever has done that already gives the answer.
 */
export async function publishChart(
  store: ChartStore,
  chart: ChartVersion,
  packaged: Uint8Array,
  earlier = store.download(chart),
): Promise<string> {
  const there = await earlier;
  const refused = there ? undefined : await tryUpload(store, chart, packaged);
  const stored = there ?? (await readBack(store, chart, refused ? 1 : attempts));
  if (!stored) throw refused ?? notShown(store);
  if (isSame(stored, packaged)) return digestOf(stored);
  throw preconditionError(`${store.place} has another chart as ${chart.name} ${chart.version}`, {
    hint: "A version is published once: release a higher one, for example with --bump patch.",
  });
}

/** Resolves to the store's refusal: a second try of ours may have met what the first one left. */
const tryUpload = (store: ChartStore, chart: ChartVersion, packaged: Uint8Array): Promise<Failure | undefined> =>
  store.upload(chart, packaged).then(
    () => undefined,
    (error) => {
      if (error instanceof Failure && !(error instanceof Unreachable)) return error;
      throw error;
    },
  );

/** An index may lag behind an upload. */
async function readBack(store: ChartStore, chart: ChartVersion, times: number): Promise<Uint8Array | undefined> {
  for (let attempt = 1; ; attempt += 1) {
    const stored = await store.download(chart);
    if (stored || attempt === times) return stored;
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
}

const notShown = ({ place }: ChartStore) =>
  preconditionError(`${place} took the chart but does not show it`, { hint: "Run the same command again." });

/** Whether both are packaged charts with the same files. */
function isSame(stored: Uint8Array, packaged: Uint8Array): boolean {
  try {
    return sameContents(stored, packaged);
  } catch {
    return false;
  }
}
