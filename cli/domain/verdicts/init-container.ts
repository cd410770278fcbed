import { calledIn, evidenceOf, lastSaidBy } from "./evidence.ts";
import { inCluster, type Rule, untilTimeIsUp } from "./verdict.ts";

const waits: Rule = {
  code: "start.waits",
  reason: "start",
  certainWhen: "the time is up, and an init container has not ended",
  find: inCluster(({ pods }) =>
    pods
      .filter(({ isTask }) => !isTask)
      .flatMap(({ name, containers }) =>
        containers
          .filter(({ isInit, status }) => isInit && status === "running")
          .map((container) => ({
            cause: `${calledIn(container)} has not ended${lastSaidBy([container])}`,
            evidence: [
              ...evidenceOf(container),
              `${name}: ${container.container} runs, and all that comes after it waits`,
            ],
            fix: "See what it waits for: the name and the port that it asks, and whether that is there. A longer --timeout helps if it only takes longer.",
            lasting: untilTimeIsUp,
          })),
      ),
  ),
};

export const initContainerRules: Rule[] = [waits];
