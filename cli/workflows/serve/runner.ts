import type { RunRecord } from "../../domain/serve/run-record.ts";
import type { Place } from "./places.ts";
import type { Ending } from "./release-and-promote.ts";
import type { Told } from "./told.ts";

/** Who follows a run. */
export interface Following {
  /** Takes a line that a program told, and answers what that adds to what the run is remembered by. */
  onLine: (line: string) => Told;
  /** Told what went wrong outside of the programs. */
  onTrouble: (message: string) => void;
  timeoutMs: number;
  /** Serve is stopped. */
  signal: AbortSignal;
}

/** What makes runs: programs beside serve, or Jobs of a cluster. */
export interface Runner {
  /** Has a commit released and promoted. Undefined if serve is stopped and the run goes on without it. */
  run: (place: Place, record: RunRecord, following: Following) => Promise<Ending | undefined>;
  /**
   * Ends what an earlier serve was killed over, before anything of this one is begun. Answers the runs that go on, or ended
   * while nobody followed them: `run` goes on with them.
   */
  settle: (place: Place, signal: AbortSignal) => Promise<RunRecord[]>;
  /** What came of a run is kept. */
  forget: (record: RunRecord) => Promise<void>;
  /** Whether runs can be made for a place; throws if not. */
  verify: (place: Place) => Promise<void>;
}
