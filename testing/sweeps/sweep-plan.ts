import { random } from "../chatops/interruptions.ts";
import type { Next, SweepTarget, Weakness } from "./sweep-target.ts";

/** One use that fails, in one way. */
export interface Fault {
  weakness: Weakness;
  nth: number;
  way: string;
}

/** What is used less often than this is tried in every way each time. */
const few = 20;

/**
 * The faults that a next version meets: each use of each weakness, the ways in turn. Next versions of one fate make the
 * same run of it, and share them. Of more than `most`, the seed says which.
 */
export function faultsFor(
  { nexts, weaknesses }: Pick<SweepTarget, "nexts" | "weaknesses">,
  next: Next,
  { uses, seed, most }: { uses: string[][]; seed: number; most: number },
): Fault[] {
  const index = nexts.indexOf(next);
  const all = weaknesses.flatMap((weakness, which) => faultsOf(weakness, uses[which] ?? [], index));
  const alike = nexts.filter(({ fate }) => fate === next.fate);
  const own = all.filter((_, at) => at % alike.length === alike.indexOf(next));
  return drawn(own, random(seed + index), most);
}

/** Each next version begins with another way. */
function faultsOf(weakness: Weakness, uses: string[], offset: number): Fault[] {
  const { ways, isTried } = weakness;
  const tried = uses.flatMap((use, index) => (isTried(use) ? index + 1 : []));
  return tried.flatMap((nth, turn) => {
    const own = tried.length < few ? ways : ways.filter((_, way) => way === (turn + offset) % ways.length);
    return own.map((way) => ({ weakness, nth, way }));
  });
}

/** As many as are asked for, in the order they had. */
function drawn(faults: Fault[], next: () => number, most: number): Fault[] {
  const places = faults.map((fault) => ({ fault, place: next() })).sort((one, other) => one.place - other.place);
  const kept = new Set(places.slice(0, most).map(({ fault }) => fault));
  return faults.filter((fault) => kept.has(fault));
}
