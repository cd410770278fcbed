import { expect, test } from "vitest";
import type { Verdict } from "../../domain/verdicts/verdict.ts";
import type { ClusterPlace } from "../places/cluster.ts";
import { answerFailed } from "./answer.ts";
import type { Plan } from "./plan.ts";

const place = { environment: "prod", helmRelease: "chat", cluster: { context: "prod", namespace: "chat" } };
const plan = { release: { version: "0.2.0", commit: "c0ffee", image: {} }, values: {} };
const verdict: Verdict = { code: "start.exits", reason: "start", cause: "chat exits", evidence: [], fix: "Mend it." };

test.each([
  ["0.1.0", "0.1.0 runs again and is healthy (revision 7)."],
  ["0.2.0", "0.2.0 as it was before runs again and is healthy (revision 7)."],
])("tells that %s runs again", (version, sentence) => {
  const aftermath = { did: "rolledBack", version, revision: 7 } as const;
  const failed = { verdict, evidence: "evidence.json", aftermath, timeline: [] };
  const { text } = answerFailed(place as ClusterPlace, plan as unknown as Plan, failed);
  expect(text.join("\n")).toContain(`  ${sentence}`);
});
