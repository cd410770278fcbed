/** How far a line stands in. */
export const depthOf = (line: string): number => line.length - line.trimStart().length;

const mostLines = 8;

/** A line, counted from 1, and those below it that are deeper. */
export function blockAt(text: string, line: number): string {
  const [first = "", ...others] = text.split("\n", line + mostLines).slice(line - 1);
  const end = others.findIndex((one) => one.trim() !== "" && depthOf(one) <= depthOf(first));
  return [first, ...(end === -1 ? others : others.slice(0, end))].join("\n");
}
