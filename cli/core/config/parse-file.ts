import { LineCounter, parseDocument } from "yaml";
import type { z } from "zod";
import { messageOf, usageError } from "../../../lib/errors.ts";
import { explain } from "./explain.ts";

type Path = readonly PropertyKey[];
type Document = ReturnType<typeof parseDocument>;

interface Complaint {
  line: number;
  text: string;
}

/** What a file of settings is checked by. */
export interface FileRules<S extends z.ZodType> {
  schema: S;
  /** Where its keys are described. */
  hint: string;
}

/** Checks the text of a file of settings; throws one Failure that lists every complaint with path and line. */
export function parseFile<S extends z.ZodType>(
  { schema, hint }: FileRules<S>,
  text: string,
  file: string,
): z.output<S> {
  const lines = new LineCounter();
  const invalid = (complaints: Complaint[]) => invalidFile(file, complaints, hint);
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const syntax = document.errors.map(({ message, pos }) => ({ line: lines.linePos(pos[0]).line, text: message }));
  if (syntax.length > 0) throw invalid(syntax);
  const parsed = schema.safeParse(plainValue(document, invalid), { reportInput: true });
  if (parsed.success) return parsed.data;
  const complaints = parsed.error.issues
    .flatMap(explain)
    .map(({ path, message }) => ({ line: lineOf(document, lines, path), text: `${dotted(path)}: ${message}` }));
  throw invalid(complaints);
}

/** The document's plain value. Throws where its aliases lead nowhere, or multiply beyond reason. */
function plainValue(document: Document, invalid: (complaints: Complaint[]) => Error): unknown {
  try {
    return document.toJS() ?? {};
  } catch (error) {
    throw invalid([{ line: 1, text: messageOf(error) }]);
  }
}

const invalidFile = (file: string, complaints: Complaint[], hint: string) =>
  usageError(`${file} is not valid: ${complaints.length} ${complaints.length === 1 ? "problem" : "problems"}`, {
    details: complaints.sort((a, b) => a.line - b.line).map(({ line, text }) => `${file}:${line}: ${text}`),
    hint,
  });

const dotted = (path: Path) => path.map(String).join(".") || "(file)";

/** Line of the nearest ancestor that stands in the file. */
function lineOf(document: Document, lines: LineCounter, path: Path): number {
  for (let length = path.length; length > 0; length -= 1) {
    const key = keyNode(document, path.slice(0, length));
    if (key?.range) return lines.linePos(key.range[0]).line;
  }
  return 1;
}

function keyNode(document: Document, path: Path): { range?: [number, number, number] | null } | undefined {
  const parent = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true);
  const pairs = (parent as { items?: { key?: { value?: unknown; range?: [number, number, number] } }[] } | undefined)
    ?.items;
  return pairs?.find((pair) => String(pair.key?.value) === path.at(-1))?.key;
}
