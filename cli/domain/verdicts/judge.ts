import { overdueIn } from "../rollout/overdue.ts";
import type { Rollout } from "../rollout/rollout.ts";
import { withBlamed } from "./compose-errors.ts";
import { rules } from "./rules.ts";
import { uncertain } from "./uncertain.ts";
import { type Rule, untilTimeIsUp, type Verdict } from "./verdict.ts";

export interface Moment {
  /** In ms, of any clock that does not jump. */
  now: number;
  /** Whether nothing is waited for any more. */
  isTimeUp: boolean;
}

/**
 * Names the cause of a failed rollout once it is certain; undefined while it may still become healthy. If no rule knows the
 * cause, what is unfinished is shown, in `whole` if more of it is seen than may be blamed.
 */
export type Judge = (rollout: Rollout, moment: Moment, whole?: Rollout) => Verdict | undefined;

/** A judge of one rollout, who remembers for how long each cause has been found, and nothing has been on its way to end it. */
export function createJudge(): Judge {
  let since = new Map<string, number>();
  return (rollout, { now, isTimeUp }, whole = rollout) => {
    const overdue = overdueIn(rollout);
    const found = findIn(withBlamed(rollout, whole));
    const late = new Set(overdue && findIn(overdue).map(keyOf));
    // What might have passed until a moment ago is told of as it was then: its time begins once it cannot any more.
    // Of two pods with one cause, that counts which is past it.
    const [open, settled] = [found.filter(isOpen), found.filter((each) => !isOpen(each))];
    since = new Map([
      ...open.map((each) => [keyOf(each), now] as const),
      ...settled.map((each) => [keyOf(each), since.get(keyOf(each)) ?? now] as const),
    ]);
    const certain = found.find(
      (each) =>
        isTimeUp || late.has(keyOf(each)) || now - (since.get(keyOf(each)) ?? now) >= (each.finding.lasting ?? 0),
    );
    if (certain) return verdictOf(certain.rule, certain.finding);
    if (rollout.deployError !== undefined) return uncertain(whole, rollout.deployError.split("\n").slice(-lastLines));
    return isTimeUp || overdue ? uncertain(whole, []) : undefined;
  };
}

interface Found {
  rule: Rule;
  finding: ReturnType<Rule["find"]>[number];
}

const findIn = (rollout: Rollout): Found[] =>
  rules.flatMap((rule) => rule.find(rollout).map((finding) => ({ rule, finding })));

const isOpen = ({ finding }: Found): boolean => finding.lasting === untilTimeIsUp;

const keyOf = ({ rule, finding }: Found): string => `${rule.code} ${finding.cause}`;

const verdictOf = ({ code, reason }: Rule, { cause, evidence, fix }: Found["finding"]): Verdict => ({
  code,
  reason,
  cause,
  evidence: [...new Set(evidence.filter((line) => line !== ""))],
  fix,
});

const lastLines = 8;

/** The cause where it is certain at first sight. */
export const judge: (rollout: Rollout) => Verdict | undefined = (rollout) =>
  createJudge()(rollout, { now: 0, isTimeUp: false });
