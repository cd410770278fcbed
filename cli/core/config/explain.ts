import type { z } from "zod";

type Issue = z.core.$ZodIssue;

export interface Explained {
  path: readonly PropertyKey[];
  message: string;
}

/** zod's issue in our words: one complaint per unknown key, and of a union the branch that came nearest. */
export function explain(issue: Issue): Explained[] {
  switch (issue.code) {
    case "unrecognized_keys":
      return issue.keys.map((key) => ({ path: [...issue.path, key], message: "is not a known key" }));
    case "invalid_union":
      return nearest(issue.errors)
        .flatMap(explain)
        .map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] }));
    case "invalid_key":
      return issue.issues.flatMap(explain).map(({ message }) => ({ path: issue.path, message }));
    default:
      return [{ path: issue.path, message: messageOf(issue) }];
  }
}

function messageOf(issue: Issue): string {
  switch (issue.code) {
    case "invalid_type":
      return ofType(issue.expected, issue.input);
    case "invalid_value":
      return issue.values.length > 1 ? `must be ${issue.values.join(" or ")}` : issue.message;
    case "too_small":
      return "must not be empty";
    case "too_big":
      return `must have at most ${issue.maximum} characters`;
    default:
      return issue.message;
  }
}

const typeNames: Readonly<Record<string, string>> = {
  string: "a text",
  boolean: "true or false",
  object: "keys and values",
  record: "keys and values",
};

function ofType(expected: string, input: unknown): string {
  if (input === undefined) return "is required";
  if (input === null) return "is empty: give it a value, or remove it";
  return `must be ${typeNames[expected] ?? expected}`;
}

/** The branch that the writer meant: its complaints lie deepest, or are about its keys. */
const nearest = (branches: Issue[][]): Issue[] => [...branches].sort((a, b) => depth(b) - depth(a))[0] ?? [];

const depth = (issues: Issue[]) =>
  Math.max(...issues.map(({ path, code }) => path.length + Number(code === "unrecognized_keys")));
