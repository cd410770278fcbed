import type { Link, TraceResult } from "../results/trace.ts";

const marks: Readonly<Record<Link["state"], string>> = { agrees: "✔", differs: "✖", "not checked": "?" };

/** The links as aligned lines, from what runs down to the commit. */
export function traceLines({ links }: TraceResult): string[] {
  const widest = Math.max(0, ...links.map(({ part }) => part.length));
  const isWrong = links.some(({ state }) => state === "differs");
  return [
    ...links.map(
      ({ part, value, state, note }) => `${marks[state]} ${part.padEnd(widest)}  ${value}${note ? `  (${note})` : ""}`,
    ),
    ...(isWrong ? ["✖ not every artifact is the one that was released"] : []),
  ];
}
