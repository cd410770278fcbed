import { styleText } from "node:util";
import type { Event } from "../../core/events.ts";

const colours = ["cyan", "green", "yellow", "magenta", "blue"] as const;

/** A line of a log behind its source, which has the same colour each time if the stream is a terminal that shows one. */
export function logLine({ source, text }: Extract<Event, { type: "log" }>, stream: NodeJS.WriteStream): string {
  const sum = [...source].reduce((total, letter) => total + (letter.codePointAt(0) ?? 0), 0);
  const colour = colours[sum % colours.length] ?? "cyan";
  return `${styleText(colour, `${source} │`, { stream })} ${text}`;
}
