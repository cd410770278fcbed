import type { Event } from "../../cli/core/events.ts";
import { recorder } from "../../cli/core/reporter/recorder.ts";
import type { Session } from "../../cli/core/session.ts";
import { tell } from "../../cli/core/steps.ts";

export interface Told<Result> {
  result: Result;
  events: Event[];
  /** Everything that a person would have read on the way. */
  notes: string;
}

/** Runs a workflow as its command would, and keeps what it told. */
export async function runWork<Result>(
  work: (session: Session) => Promise<Result>,
  { cwd, dryRun = false, configFile = "chatops.yaml" }: { cwd: string; dryRun?: boolean; configFile?: string },
): Promise<Told<Result>> {
  const { events, listener } = recorder();
  const signal = new AbortController().signal;
  const result = await tell({ listener, dryRun, signal }, (steps) =>
    work({ steps, cwd, configFile, env: process.env, yes: true, interactive: false } satisfies Session),
  );
  const notes = events.flatMap((event) => (event.type === "note" || event.type === "warning" ? [event.text] : []));
  return { result, events, notes: notes.join("\n") };
}
