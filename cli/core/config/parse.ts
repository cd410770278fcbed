import { LineCounter, parseDocument } from "yaml";
import type { z } from "zod";
import { usageError } from "../errors.ts";
import { type Config, configSchema } from "./schema.ts";

type Path = readonly PropertyKey[];
type Document = ReturnType<typeof parseDocument>;

/** Checks the text of a chatops.yaml; throws one Failure that lists every complaint with path and line. */
export function parseConfig(text: string, file: string): Config {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const syntax = document.errors.map(({ message, pos }) => `${file}:${lines.linePos(pos[0]).line}: ${message}`);
  if (syntax.length > 0) throw invalid(file, syntax);
  const parsed = configSchema.safeParse(document.toJS() ?? {});
  if (parsed.success) return parsed.data;
  throw invalid(
    file,
    parsed.error.issues
      .flatMap(explain)
      .map(({ path, message }) => `${file}:${lineOf(document, lines, path)}: ${dotted(path)}: ${message}`),
  );
}

const invalid = (file: string, complaints: string[]) =>
  usageError(`${file} is not valid: ${complaints.length} ${complaints.length === 1 ? "complaint" : "complaints"}`, {
    details: complaints,
    hint: "`chatops config schema` describes every key; nothing was changed.",
  });

/** One complaint per unknown key, and of a union the branch that came nearest. */
function explain(issue: z.core.$ZodIssue): { path: Path; message: string }[] {
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => ({ path: [...issue.path, key], message: "is not a known key" }));
  }
  if (issue.code === "invalid_union") {
    const nearest = [...issue.errors].sort((a, b) => depth(b) - depth(a))[0] ?? [];
    return nearest.flatMap(explain).map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] }));
  }
  if (issue.code === "invalid_type" && issue.input === undefined) return [{ path: issue.path, message: "is required" }];
  return [{ path: issue.path, message: issue.message }];
}

const depth = (issues: z.core.$ZodIssue[]) => Math.max(0, ...issues.map((issue) => issue.path.length));

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
  return pairs?.find((pair) => pair.key?.value === path.at(-1))?.key;
}
