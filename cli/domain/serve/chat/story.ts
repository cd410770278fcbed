import type { Event, Milestone } from "../../../core/events.ts";

/** All that is told of the pods of one rollout: who wants more reads its log. */
const mostPodLines = 24;

/** What people in a chat are told of a run as it goes on: milestones at once, and how far pods came now and then. */
export interface Story {
  take(event: Event): void;
  /** What is to be said by now, and was not said yet; of pods only if it is their turn. */
  due(isTurnOfPods: boolean): string[];
}

export function createStory(what: string): Story {
  const lines: string[] = [];
  const pods = new Map<string, string>();
  let podLines = 0;
  return {
    take(event) {
      if (event.type === "milestone") lines.push(`${what}: ${milestoneText(event)}`);
      if (event.type === "pod") pods.set(event.pod, event.text);
    },
    due(isTurnOfPods) {
      const told = lines.splice(0);
      if (!isTurnOfPods) return told;
      const changed = [...pods].slice(0, mostPodLines - podLines);
      podLines += changed.length;
      pods.clear();
      return [...changed.map(([pod, text]) => `${pod} ${text}`), ...told];
    },
  };
}

function milestoneText(milestone: Milestone): string {
  switch (milestone.milestone) {
    case "release.published":
      return `${milestone.version} is released`;
    case "promotion.begun":
      return `${milestone.version} is rolled out in ${milestone.environment}`;
    case "promotion.healthy":
      return `${milestone.version} is healthy in ${milestone.environment}`;
    case "promotion.failed":
      return `${milestone.version} failed in ${milestone.environment}: ${milestone.cause}`;
    case "promotion.rolledBack":
      return `${milestone.environment} runs ${milestone.to} again`;
  }
}
