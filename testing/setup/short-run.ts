import { test } from "vitest";

/** Whether all rows of each table are run, and every story of each kind of environment. */
export const isFull = process.env.CHATOPS_TEST_FULL === "1";

/** A test that takes long, or whose like is among the others. */
export const full = test.runIf(isFull);

/** A few of rows that are alike; all of them in a full run. */
export const few = <Row>(rows: readonly Row[], count: number): readonly Row[] => (isFull ? rows : rows.slice(0, count));

/**
 * A `test` for stories that are told of several kinds alike, of environment or of Helm: a short run tells each of one,
 * in turn, and a full run of all.
 */
export function inTurn(kind: number, kinds: number): (title: string, tell: () => Promise<void>) => void {
  let next = kind;
  return (title, tell) => (isFull || next++ % kinds === 0 ? test : test.skip)(title, tell);
}
