import type { Rollout } from "../rollout/rollout.ts";
import { deployErrorRules } from "./deploy-errors.ts";
import { memoryRules } from "./memory.ts";
import { probeRules } from "./probe.ts";
import { evidenceOf, startRules } from "./start.ts";
import type { Rule, Verdict } from "./verdict.ts";

/** Every rule, the more particular cause before the more general one. */
export const rules: readonly Rule[] = [...deployErrorRules, ...memoryRules, ...startRules, ...probeRules];

/** The cause of a failed rollout once it is certain; undefined while it may still become healthy. */
export function judge(rollout: Rollout): Verdict | undefined {
  for (const { code, reason, find } of rules) {
    const finding = find(rollout);
    if (finding) return { code, reason, ...finding };
  }
  return rollout.deployError === undefined
    ? undefined
    : withoutCause(rollout, rollout.deployError.split("\n").slice(-lastLines));
}

const lastLines = 8;

/** The verdict where the time is up, or the deploying program failed, and no rule knows why. */
export function withoutCause({ containers, service }: Rollout, said: string[]): Verdict {
  const own = containers.find((container) => container.service === service);
  return {
    code: "uncertain",
    reason: "uncertain",
    cause: said.length > 0 ? "the deployment failed" : "it did not become healthy in time, and nothing says why",
    evidence: [...said, ...(own ? evidenceOf(own) : [])],
    fix: "Read the evidence; a longer --timeout helps where the program only starts slowly.",
  };
}
