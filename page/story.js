/**
 * An event of a run, as chatops tells it.
 * @typedef {{ type: string, at?: string, title?: string, text?: string, kind?: string, ms?: number, pod?: string,
 *   message?: string, hint?: string, details?: string[], milestone?: string, environment?: string, version?: string,
 *   result?: Result }} RunEvent
 * @typedef {{ code: string, cause: string, evidence: string[], fix: string }} Verdict
 * @typedef {{ kind: string, outcome?: string, environment?: string, version?: string, verdict?: Verdict, evidence?: string,
 *   timeline?: string[], promotions?: Result[] }} Result
 * @typedef {{ title: string, state: "running" | "done" | "failed", text: string, ms?: number }} StepShown
 */

const mostLines = 2_000;

/** What the events of a run add up to. */
export class Story {
  /** @type {StepShown[]} */
  steps = [];
  /** By the names of pods. @type {Map<string, string>} */
  pods = new Map();
  /** The newest lines of programs. @type {string[]} */
  lines = [];
  /** @type {{ environment: string, verdict: Verdict }[]} */
  verdicts = [];
  /** What went wrong without a verdict. @type {{ message: string, details: string[], hint: string } | undefined} */
  error;
  hasEvidence = false;

  /** @param {RunEvent[]} events */
  take(events) {
    for (const event of events) this.#take(event);
    if (this.lines.length > mostLines) this.lines.splice(0, this.lines.length - mostLines);
  }

  /** What goes on now, in a line. */
  get now() {
    const { title, text } = this.steps.findLast(({ state }) => state === "running") ?? this.steps.at(-1) ?? {};
    return [title, text].filter(Boolean).join(" — ");
  }

  /** @param {RunEvent} event */
  #take({ type, title = "", text = "", ms, pod = "", message = "", details = [], hint = "", result }) {
    if (type === "started") this.#begin(title);
    else if (type === "progress") this.#change(title, { text });
    else if (type === "finished") this.#change(title, { text, state: "done", ...(ms !== undefined && { ms }) });
    else if (type === "failed") this.#change(title, { text, state: "failed", ...(ms !== undefined && { ms }) });
    else if (type === "pod") this.pods.set(pod, text);
    else if (type === "output" || type === "note") this.lines.push(text);
    else if (type === "warning") this.lines.push(`! ${text}`);
    else if (type === "error") this.error = { message, details, hint };
    else if (type === "result" && result) this.#conclude(result);
  }

  /** What was in the way before is not any more. @param {string} title */
  #begin(title) {
    this.error = undefined;
    this.steps.push({ title, text: "", state: "running" });
  }

  /** @param {string} title @param {Partial<StepShown>} change */
  #change(title, change) {
    const step = this.steps.findLast((each) => each.title === title && each.state === "running");
    if (step) Object.assign(step, change);
  }

  /** @param {Result} result */
  #conclude(result) {
    for (const promotion of result.promotions ?? [result]) {
      const { verdict, environment = "", evidence, timeline = [] } = promotion;
      if (verdict) this.verdicts.push({ environment, verdict });
      if (evidence) this.hasEvidence = true;
      for (const line of timeline) this.pods.set(line.split(" ", 1)[0] ?? line, line);
    }
  }
}
