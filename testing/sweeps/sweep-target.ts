import type { RequestOptions } from "node:http";
import type { Ran } from "../chatops/built-chatops.ts";
import { type EarlyProgram, earlyEnds } from "../faults/early-programs.ts";
import type { FaultProxy } from "../faults/fault-proxy.ts";
import { requestFaults } from "../faults/request-faults.ts";

/** What becomes of a version: it is healthy, it ends at its start, or it is refused before anything of it runs. */
export const allFates = ["refused", "crashing", "good"] as const;
export type Fate = (typeof allFates)[number];

/** A version that is brought over a healthy one. */
export interface Next {
  title: string;
  fate: Fate;
  /** One, or several that take turns. */
  versions: readonly string[];
}

/** Something that a run uses again and again, and that can fail one of those times. */
export interface Weakness {
  name: string;
  ways: readonly string[];
  /** Counts anew from here on, and has the n-th use fail in one of the ways; without one it only counts. */
  arm: (nth?: number, way?: string) => void;
  /** Each use since it was armed, in order. */
  uses: () => string[];
  /** Whether Helm or Docker is who used it, or is it itself. */
  isOfProgram: (use: string) => boolean;
  /** Whether it is tried what comes of it when this one fails. */
  isTried: (use: string) => boolean;
}

/** What stands in an environment. */
export interface Standing {
  /** What is answered there: version and mark of the data, `0.1.0 3f1c`; undefined where nobody answers. */
  answer: string | undefined;
  /** The identity of claim or volume; undefined where it is gone, or going. */
  volume: string | undefined;
  /** What Helm or Compose has there now; the same as long as nothing is changed. */
  made: string;
  /** What a run left half-done: a pending revision, a lock. */
  leftovers: string[];
  /** Whether the record says of what runs that it failed. */
  isBlamed: boolean;
}

/** An environment with a healthy version, and all that can fail on the way there. */
export interface SweepTarget {
  /**
   * Those that are refused come first: nothing but one healthy version stands behind them, and where that is lost there
   * is nothing to go back to.
   */
  nexts: Next[];
  weaknesses: Weakness[];
  /** Brings a version there, by way of whatever may fail. */
  run: (version: string) => Promise<Ran>;
  look: () => Promise<Standing>;
  address: () => Pick<RequestOptions, "host" | "port">;
  /** Whether a change of version goes unnoticed by whoever asks. */
  isSeamless: boolean;
  /** Leaves nothing of it there, so that the next version is the first. */
  takeAway: () => void;
}

/** Whether a request comes from Helm or Docker. */
export const isOfProgram = (use: string) => /, by (Helm|Docker-Client|compose)\//.test(use);

/** Requests to a server: all of them, or those of Helm and Docker alone. */
export const weakRequests = (name: string, { arm, requests }: FaultProxy, isTried = (_: string) => true): Weakness => ({
  name,
  ways: requestFaults,
  arm: (nth, way) =>
    arm(
      nth,
      requestFaults.find((fault) => fault === way),
    ),
  uses: requests,
  isOfProgram,
  isTried,
});

export const weakProgram = (name: string, { arm, calls }: EarlyProgram): Weakness => ({
  name,
  ways: earlyEnds,
  arm: (nth, way) =>
    arm(
      nth,
      earlyEnds.find((end) => end === way),
    ),
  uses: calls,
  isOfProgram: () => true,
  isTried: () => true,
});

/** Answers with its version and the mark of its data, which the first one ever made. */
export const markingServer = (port: string): string => `const { readFileSync, writeFileSync } = require("node:fs");
try {
  writeFileSync("/data/mark", require("node:crypto").randomUUID(), { flag: "wx" });
} catch {}
require("node:http")
  .createServer((request, response) => response.end(process.env.APP_VERSION + " " + readFileSync("/data/mark")))
  .listen(${port}, () => writeFileSync("/tmp/ready", ""));
process.on("SIGTERM", () => process.exit());
`;
