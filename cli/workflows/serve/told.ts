import type { Event, Milestone } from "../../core/events.ts";
import type { AnyResult } from "../../results/all.ts";

/** What a run is remembered by, taken from the events that its programs tell. */
export interface Told {
  version?: string;
  /** What went wrong, in a line. */
  message?: string;
  /** Environment that the version was rolled out to and was not healthy in. */
  brokenIn?: string;
  /** What runs again since, in a line. */
  rolledBack?: string;
}

/** An event that a program told as a line of JSON; undefined if the line is something else. */
export function eventIn(line: string): Event | undefined {
  if (!line.startsWith("{")) return undefined;
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/** When a program told it, ISO 8601. */
export const atOf = (event: Event): string => ("at" in event ? String(event.at) : "");

/** Whether an event is kept however much was told before. */
export const counts = (event: Event | undefined): boolean =>
  event !== undefined && ["milestone", "result", "error"].includes(event.type);

/** What an event adds to that. */
export function toldBy(event: Event): Told {
  if (event.type === "error") return { message: event.message };
  if (event.type === "result") return toldByResult(event.result as AnyResult);
  return event.type === "milestone" ? toldByMilestone(event) : {};
}

function toldByMilestone(event: Milestone): Told {
  if (event.milestone === "release.published") return { version: event.version };
  if (event.milestone === "promotion.failed") return { brokenIn: event.environment };
  return event.milestone === "promotion.rolledBack"
    ? { rolledBack: `${event.environment} runs ${event.to} again` }
    : {};
}

function toldByResult(result: AnyResult): Told {
  if (result.kind === "Release") return { version: result.version };
  if (result.kind === "Promotions") return result.promotions.map(toldByResult).find(({ message }) => message) ?? {};
  if (result.kind !== "Promotion" || result.outcome !== "failed") return {};
  return { message: `${result.environment}: ${result.verdict.cause}` };
}
