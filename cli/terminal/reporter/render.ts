import type { Event } from "../../core/events.ts";

const oneSecond = 1000;

/** 480 → "0.5 s"; shorter than a tenth of a second is not worth a word. */
function duration(ms: number): string {
  return ms < oneSecond / 10 ? "" : ` (${(ms / oneSecond).toFixed(1)} s)`;
}

const ended = ({ title, text, ms }: { title: string; text?: string; ms: number }) =>
  `${title}${text ? ` — ${text}` : ""}${duration(ms)}`;

/** The lines that a person reads for an event; none for what only a spinner or a program needs. */
export function renderEvent(event: Event): string[] {
  switch (event.type) {
    case "finished":
      return [`✔ ${ended(event)}`];
    case "failed":
      return [`✖ ${ended(event)}`];
    case "planned":
      return [`◌ ${event.title}`, ...event.plan.map((line) => `    ${line}`)];
    case "undone":
      return [`↶ taken back: ${event.title}`];
    case "note":
      return [event.text];
    case "warning":
      return [`⚠ ${event.text}`, ...(event.hint?.split("\n") ?? []).map((line) => `  ${line}`)];
    case "output":
      return [`  │ ${event.text}`];
    case "error":
      return renderError(event);
    default:
      return [];
  }
}

function renderError(event: Extract<Event, { type: "error" }>): string[] {
  const [first, ...more] = event.message.split("\n");
  return [
    `✖ ${first}`,
    ...more.map((line) => `  ${line}`),
    ...event.details.flatMap((detail) => detail.split("\n")).map((line) => `  │ ${line}`),
    ...(event.hint ? event.hint.split("\n").map((line, index) => `${index ? " " : "→"} ${line}`) : []),
  ];
}
