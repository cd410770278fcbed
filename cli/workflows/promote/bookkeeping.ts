import { setTimeout as pause } from "node:timers/promises";
import { messageOf } from "../../../lib/errors.ts";
import { environmentFolder } from "../../adapters/state.ts";
import type { Promotion } from "../../domain/environment/history.ts";
import { keepEvidence } from "./evidence.ts";
import type { Work } from "./work.ts";

/**
 * What is written down of a promotion while it goes on. Nothing waits for it and nothing fails by it: that a history or
 * a file cannot be written must cost neither the verdict nor the way back.
 */
export interface Bookkeeping {
  /** Entries are written in the order in which they are given. */
  record(promotion: Promotion): void;
  /** Keeps all that was seen of a failure on this machine. */
  keep(seen: { version: string; at: string }): void;
  /** Waits until all is written, but not for long. Resolves to the file with the evidence, if there is one. */
  settled(): Promise<string | undefined>;
}

/** Longer than a request that is tried again, shorter than anybody waits. */
const patienceMs = 15_000;

export function openBookkeeping({ session, environment, attempt, project }: Work): Bookkeeping {
  const { env, steps } = session;
  const folder = environmentFolder(env, project, environment.name);
  let written: Promise<unknown> = Promise.resolve();
  let trouble: unknown;
  let kept: Promise<string | undefined> = Promise.resolve(undefined);
  const within = <T>(task: Promise<T>, what: string): Promise<T | undefined> => {
    const late = pause(patienceMs, undefined, { ref: false }).then(() => {
      throw new Error(`nothing within ${patienceMs / 1_000} s`);
    });
    return Promise.race([task, late]).catch((error) => {
      steps.warn(`${what}: ${messageOf(error)}`);
      return undefined;
    });
  };
  const throwTrouble = () => {
    if (trouble !== undefined) throw trouble;
  };
  return {
    record: (promotion) => {
      // The next entry may be written although this one was not.
      written = written
        .then(() => attempt.record(promotion))
        .catch((error) => {
          trouble ??= error;
        });
    },
    keep: (seen) => {
      kept = keepEvidence(folder, seen);
      kept.catch(() => {});
    },
    settled: async () => {
      const [file] = await Promise.all([
        within(kept, "The evidence cannot be kept"),
        within(written.then(throwTrouble), "The history of this environment cannot be written"),
      ]);
      return file;
    },
  };
}
