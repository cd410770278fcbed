/** Notes of one kind. */
export interface Section {
  title: string;
  lines: string[];
}

const conventional = /^(?<type>[a-z]+)(?:\((?<scope>[^)]*)\))?(?<breaking>!)?: (?<text>.*)/i;

const titles: Readonly<Record<string, string>> = {
  feat: "Features",
  fix: "Fixes",
  perf: "Performance",
  revert: "Reverts",
};

const order = ["Breaking changes", ...Object.values(titles), "Other changes"];

/** Sorts notes by what Conventional Commits says of them; sections without a note are left out. */
export function sectionsOf(notes: readonly string[]): Section[] {
  const sorted = notes.map(read);
  return order.flatMap((title) => {
    const lines = sorted.filter((note) => note.title === title).map(({ line }) => line);
    return lines.length > 0 ? [{ title, lines }] : [];
  });
}

function read(note: string): { title: string; line: string } {
  const { type = "", scope, breaking, text = "" } = conventional.exec(note)?.groups ?? {};
  const kind = titles[type.toLowerCase()];
  if (!(kind || breaking)) return { title: "Other changes", line: note };
  const line = scope ? `**${scope}:** ${text.trim()}` : text.trim();
  return { title: breaking ? "Breaking changes" : (kind ?? "Other changes"), line };
}
