/** How many lines around a change are shown. */
const context = 3;
/** Above this many pairs of lines, what lies between the first and the last difference is shown as one change. */
const mostPairs = 4_000_000;

interface Step {
  mark: " " | "-" | "+";
  text: string;
}

/**
 * What turns one text into the other, as `diff -u` shows it and `git apply` takes it. Undefined is no file; the answer is empty
 * where nothing differs.
 */
export function unifiedDiff(path: string, before: string | undefined, after: string | undefined): string {
  if (before === after) return "";
  const steps = stepsBetween(linesOf(before), linesOf(after));
  const [from, to] = [
    before === undefined ? "/dev/null" : `a/${path}`,
    after === undefined ? "/dev/null" : `b/${path}`,
  ];
  const head = [
    `diff --git a/${path} b/${path}`,
    ...(before === undefined ? ["new file mode 100644"] : []),
    ...(after === undefined ? ["deleted file mode 100644"] : []),
  ];
  const hunks = hunksOf(steps);
  // An empty file has no lines to show.
  return [...head, ...(hunks.length > 0 ? [`--- ${from}`, `+++ ${to}`, ...hunks] : []), ""].join("\n");
}

/** With their line ends, so that a last line without one differs from one with it. */
const linesOf = (text = "") => {
  const lines = text.split("\n");
  const last = lines.pop();
  return [...lines.map((line) => `${line}\n`), ...(last ? [last] : [])];
};

function stepsBetween(before: readonly string[], after: readonly string[]): Step[] {
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start]) start += 1;
  let end = 0;
  const most = Math.min(before.length, after.length) - start;
  while (end < most && before[before.length - 1 - end] === after[after.length - 1 - end]) end += 1;
  const removed = before.slice(start, before.length - end);
  const added = after.slice(start, after.length - end);
  return [
    ...before.slice(0, start).map(same),
    ...(removed.length * added.length > mostPairs ? replaced(removed, added) : changes(removed, added)),
    ...before.slice(before.length - end).map(same),
  ];
}

const same = (text: string): Step => ({ mark: " ", text });
const minus = (text: string): Step => ({ mark: "-", text });
const plus = (text: string): Step => ({ mark: "+", text });

const replaced = (removed: readonly string[], added: readonly string[]) => [...removed.map(minus), ...added.map(plus)];

/** By the longest lines in common. */
function changes(removed: readonly string[], added: readonly string[]): Step[] {
  const width = added.length + 1;
  const common = new Uint32Array((removed.length + 1) * width);
  for (let i = removed.length - 1; i >= 0; i -= 1) {
    for (let j = added.length - 1; j >= 0; j -= 1) {
      const [below, right, both] = [
        common[(i + 1) * width + j],
        common[i * width + j + 1],
        common[(i + 1) * width + j + 1],
      ];
      common[i * width + j] = removed[i] === added[j] ? (both ?? 0) + 1 : Math.max(below ?? 0, right ?? 0);
    }
  }
  const steps: Step[] = [];
  let [i, j] = [0, 0];
  while (i < removed.length && j < added.length) {
    const [old = "", next = ""] = [removed[i], added[j]];
    if (old === next) steps.push(same(old));
    else if ((common[(i + 1) * width + j] ?? 0) >= (common[i * width + j + 1] ?? 0)) steps.push(minus(old));
    else steps.push(plus(next));
    const { mark } = steps.at(-1) as Step;
    if (mark !== "+") i += 1;
    if (mark !== "-") j += 1;
  }
  return [...steps, ...replaced(removed.slice(i), added.slice(j))];
}

function hunksOf(steps: readonly Step[]): string[] {
  const near = new Set<number>();
  for (const [place, { mark }] of steps.entries()) {
    if (mark === " ") continue;
    for (let around = place - context; around <= place + context; around += 1) near.add(around);
  }
  const hunks: string[] = [];
  let [before, after] = [1, 1];
  let hunk: Step[] = [];
  for (let place = 0; place <= steps.length; place += 1) {
    const step = steps[place];
    if (step && near.has(place)) hunk.push(step);
    else if (hunk.length > 0) {
      hunks.push(...hunkLines(hunk, before, after));
      before += count(hunk, "+");
      after += count(hunk, "-");
      hunk = [];
    }
    if (step && !near.has(place)) {
      before += 1;
      after += 1;
    }
  }
  return hunks;
}

/** Lines of a hunk that are not of the other side alone. */
const count = (hunk: readonly Step[], other: Step["mark"]) => hunk.filter(({ mark }) => mark !== other).length;

function hunkLines(hunk: readonly Step[], before: number, after: number): string[] {
  const [old, next] = [count(hunk, "+"), count(hunk, "-")];
  const lines = hunk.map(({ mark, text }) =>
    text.endsWith("\n") ? `${mark}${text.slice(0, -1)}` : `${mark}${text}\n\\ No newline at end of file`,
  );
  return [`@@ -${range(before, old)} +${range(after, next)} @@`, ...lines];
}

/** Of no lines, the place is the one before. */
const range = (start: number, length: number) => (length === 0 ? `${start - 1},0` : `${start},${length}`);
