import type { Event } from "../../core/events.ts";
import type { TraceContext } from "./context.ts";
import type { Span } from "./span.ts";

export interface RunTraceParts {
  /** Such as `chatops promote`. */
  name: string;
  context: TraceContext;
  parentId: string | undefined;
  /** Makes the name of a span. */
  newId: () => string;
  /** In milliseconds since 1970. */
  now: () => number;
}

/** What a command does, as a trace: a span for all of it, one for each step, and what became true meanwhile. */
export interface RunTrace {
  take(event: Event): void;
  /** `problem`: why it failed, if it did. */
  end(problem?: string): Span[];
}

/** More than any run has; what tells without an end is no reason to keep all of it. */
const mostSpans = 2_000;

export function beginRunTrace({ name, context, parentId, newId, now }: RunTraceParts): RunTrace {
  const began = now();
  const spans: Span[] = [];
  const open = new Map<string, number>();
  const events: { name: string; at: number; attributes: Record<string, string> }[] = [];
  let isPodReady = false;
  let cause: string | undefined;
  const endStep = (title: string, why?: string) => {
    const start = open.get(title);
    open.delete(title);
    if (start === undefined || spans.length >= mostSpans) return;
    const own = { ...context, spanId: newId() };
    const place = { context: own, parentId: context.spanId, name: title, began: start, ended: now() };
    spans.push({ ...place, attributes: {}, problem: why });
  };
  return {
    take(event) {
      if (event.type === "started") open.set(event.title, now());
      else if (event.type === "finished") endStep(event.title);
      else if (event.type === "failed") endStep(event.title, event.text ?? "failed");
      else if (event.type === "milestone") {
        const { type: _, milestone, ...attributes } = event;
        if (events.length < mostSpans) events.push({ name: milestone, at: now(), attributes });
        if ("cause" in event) cause = event.cause;
      } else if (event.type === "pod" && !isPodReady && / ready /.test(event.text)) {
        isPodReady = true;
        events.push({ name: "pod.ready", at: now(), attributes: { pod: event.pod } });
      }
    },
    end(problem = cause) {
      // A run that was stopped leaves steps that never ended.
      for (const title of [...open.keys()]) endStep(title, "stopped");
      return [{ context, parentId, name, began, ended: now(), attributes: {}, events, problem }, ...spans];
    },
  };
}
