import { messageOf } from "../../lib/errors.ts";
import type { Link } from "../results/trace.ts";

/** Whatever keeps a link from being checked is said beside it, and fails nothing. */
export async function check(
  part: Link["part"],
  value: string,
  compare: () => Promise<Omit<Link, "part" | "value">>,
): Promise<Link> {
  try {
    return { part, value, ...(await compare()) };
  } catch (error) {
    return { part, value, state: "not checked", note: messageOf(error) };
  }
}

export const agreement = (same: boolean, agrees: string, differs: string) =>
  same ? ({ state: "agrees", note: agrees } as const) : ({ state: "differs", note: differs } as const);

export const unreleased = "no release: built from a working tree or not tagged here";
