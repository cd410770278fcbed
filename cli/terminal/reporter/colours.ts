import { styleText } from "node:util";

const colours = { "✔": "green", "✖": "red", "▶": "red", "⚠": "yellow", "→": "cyan" } as const;

/** Gives the mark at the start of a line its colour, where the stream is a terminal that shows one and NO_COLOR is not set. */
export const coloured = (line: string, stream: NodeJS.WriteStream): string =>
  line.replace(/^(\s*)([✔✖▶⚠→])/u, (_, indent: string, mark: keyof typeof colours) => {
    return `${indent}${styleText(colours[mark], mark, { stream })}`;
  });
