import ora from "ora";
import type { Event, Listener } from "../../core/events.ts";
import { coloured } from "./colours.ts";
import { renderEvent } from "./render.ts";

/** A spinner for the step that runs, and the same lines as in a log above it. */
export function spinner(stream: NodeJS.WriteStream, show: (event: Event) => boolean): Listener {
  const current = ora({ stream, discardStdin: false, hideCursor: true });
  return (event) => {
    if (event.type === "started") current.start(event.title);
    if (event.type === "progress") current.text = `${event.title} — ${event.text}`;
    const lines = show(event) ? renderEvent(event) : [];
    if (event.type === "finished" || event.type === "failed") current.stop();
    if (lines.length === 0) return;
    const spinning = current.isSpinning;
    if (spinning) current.clear();
    for (const line of lines) stream.write(`${coloured(line, stream)}\n`);
    if (spinning) current.render();
  };
}
