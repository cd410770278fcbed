import { withoutControls } from "../../../lib/controls.ts";
import { cutLine } from "../../../lib/foreign-text.ts";

/** A line of a log, and when it was written: ISO 8601 with nanoseconds, fit to be compared as text. */
export interface StampedLine {
  at: string;
  text: string;
}

const stamped = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?Z ?/;

/** Reads a line as cluster and engine send it if they are asked for its time. */
export function readStamped(line: string): StampedLine {
  const [stamp = "", second = "", fraction = ""] = stamped.exec(line) ?? [];
  const text = withoutControls(cutLine(line.slice(stamp.length))).trimEnd();
  return { at: stamp && `${second}.${fraction.padEnd(9, "0")}Z`, text };
}
