/** A line of a TOML file, below its section; a list may go on over several lines. */
export interface TomlEntry {
  /** `dependencies`, or `bin` for each `[[bin]]`; empty before the first. */
  section: string;
  /** Counts the sections from the top: each `[[bin]]` is one of its own. */
  part: number;
  key: string;
  /** As it is written. */
  value: string;
  line: number;
}

/** Every entry of a file. What is no entry is skipped: what a file means that is not well-formed, its own tool has to say. */
export function tomlEntries(text: string): TomlEntry[] {
  const entries: TomlEntry[] = [];
  let section = "";
  let part = 0;
  text.split("\n").forEach((line, index) => {
    const heading = /^\s{0,9}\[{1,2}\s{0,9}([^\]\s]{1,200})\s{0,9}\]/.exec(line)?.[1];
    const [, key, value = ""] = /^\s{0,20}"?([\w.-]{1,99})"?\s{0,40}=\s{0,40}(\S.*)$/.exec(line) ?? [];
    const last = entries.at(-1);
    if (heading) {
      section = heading.replaceAll('"', "");
      part += 1;
    } else if (key) entries.push({ section, part, key, value: value.trimEnd(), line: index + 1 });
    else if (last?.part === part && !/^\s{0,20}#/.test(line)) last.value += line.trim();
  });
  return entries;
}

/** The text of a value in quotes. */
export const tomlText = (value: string | undefined): string | undefined =>
  /^["']([^"'\n]{0,300})["']/.exec(value ?? "")?.[1];

/** Every text of a list. */
export const tomlTexts = (value: string | undefined): string[] =>
  [...(value ?? "").matchAll(/["']([^"'\n]{1,200})["']/g)].map(([, text = ""]) => text);
