/** One artifact on the way from a commit to what runs, and whether it says the same as the release's tag. */
export interface Link {
  part: "pod" | "promotion" | "container" | "image" | "chart" | "tag" | "commit";
  value: string;
  state: "agrees" | "differs" | "not checked";
  /** What was compared, what differs, or why it was not checked. */
  note: string;
}

const marks: Readonly<Record<Link["state"], string>> = { agrees: "✔", differs: "✖", "not checked": "?" };

/** The links as aligned lines, from what runs down to the commit. */
export function renderLinks(links: readonly Link[]): string[] {
  const widest = Math.max(0, ...links.map(({ part }) => part.length));
  return links.map(
    ({ part, value, state, note }) => `${marks[state]} ${part.padEnd(widest)}  ${value}${note ? `  (${note})` : ""}`,
  );
}
