import type { Event, Listener } from "../../core/events.ts";
import { renderEvent } from "./render.ts";

/** A line for each event worth one: for CI logs, pipes and `--verbose`. */
export function plainLines(write: (line: string) => void, show: (event: Event) => boolean): Listener {
  return (event) => {
    if (!show(event)) return;
    for (const line of renderEvent(event)) write(line);
  };
}
