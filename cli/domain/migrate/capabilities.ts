import { asksCluster, outcomeOf } from "./expression.ts";

const opening = /^(?:if|with|range|define|block)\b/;

interface Action {
  from: number;
  to: number;
  words: string;
}

/** A conditional: where each branch begins, and the end. */
interface Conditional {
  branches: Action[];
  end: Action;
}

/**
 * Takes out of a template what asks the cluster for its version, with what no cluster of today gets. Twice rendered it is the
 * same then, with a cluster and without.
 */
export function withoutCapabilities(text: string): string {
  const conditional = conditionalsIn(text).find(({ branches }) => simplified(branches) !== undefined);
  if (!conditional) return text;
  const { branches, end } = conditional;
  const changed = simplified(branches);
  const [first] = branches;
  if (changed === undefined || !first) return text;
  return withoutCapabilities(replaced(text, conditional, changed, end));
}

type Change = { kept: number | undefined } | { condition: string };

/** What becomes of a conditional; undefined where nothing does. The first branch is looked at, again and again. */
function simplified(branches: readonly Action[]): Change | undefined {
  const words = branches[0]?.words ?? "";
  if (!words.startsWith("if ") || !asksCluster(words)) return undefined;
  const outcome = outcomeOf(words.slice("if ".length));
  if (outcome === undefined) return undefined;
  if (typeof outcome === "object") return { condition: outcome.left };
  if (outcome) return { kept: 0 };
  return { kept: branches.length > 1 ? 1 : undefined };
}

function replaced(text: string, { branches }: Conditional, change: Change, end: Action): string {
  const [first, second] = branches;
  if (!first) return text;
  if ("condition" in change) return withWords(text, first, `if ${change.condition}`);
  if (change.kept === 0) {
    const { to } = lineOf(text, end);
    const body = text.slice(lineOf(text, first).to, lineOf(text, second ?? end).from);
    return text.slice(0, lineOf(text, first).from) + body + text.slice(to);
  }
  if (!second) return text.slice(0, lineOf(text, first).from) + text.slice(lineOf(text, end).to);
  // `else if` opens what is left; a plain `else` is all of it.
  const before = text.slice(0, lineOf(text, first).from);
  if (second.words !== "else") {
    return before + withWords(text, second, second.words.slice("else ".length)).slice(lineOf(text, second).from);
  }
  return before + text.slice(lineOf(text, second).to, lineOf(text, end).from) + text.slice(lineOf(text, end).to);
}

const withWords = (text: string, { from, to, words }: Action, others: string) =>
  text.slice(0, from) + text.slice(from, to).replace(words, () => others) + text.slice(to);

/** An action alone on its line goes with the line. */
function lineOf(text: string, { from, to }: Action): { from: number; to: number } {
  const start = text.lastIndexOf("\n", from - 1) + 1;
  const next = text.indexOf("\n", to);
  const end = next === -1 ? text.length : next + 1;
  const isAlone = text.slice(start, from).trim() === "" && text.slice(to, end).trim() === "";
  return isAlone ? { from: start, to: end } : { from, to };
}

function conditionalsIn(text: string): Conditional[] {
  const open: Action[][] = [];
  const found: Conditional[] = [];
  for (const action of actionsIn(text)) {
    if (opening.test(action.words)) open.push([action]);
    else if (/^else\b/.test(action.words)) open.at(-1)?.push(action);
    else if (action.words === "end") {
      const branches = open.pop();
      if (branches) found.push({ branches, end: action });
    }
  }
  return found;
}

/** All that stands between `{{` and `}}`. */
function actionsIn(text: string): Action[] {
  const found: Action[] = [];
  for (let from = text.indexOf("{{"); from !== -1; from = text.indexOf("{{", from + 1)) {
    const close = text.indexOf("}}", from);
    if (close === -1) break;
    const words = text
      .slice(from + 2, close)
      .replace(/^-/, "")
      .replace(/-$/, "")
      .trim();
    found.push({ from, to: close + 2, words });
    from = close;
  }
  return found;
}
