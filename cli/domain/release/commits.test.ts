import { describe, expect, test } from "vitest";
import { type Bump, breaksSomething, bumpFor, type Commit, notesFrom } from "./commits.ts";

const commit = (subject: string, isBreaking = false): Commit => ({ hash: "0123456789abcdef", subject, isBreaking });

test.each<[subject: string, isBreaking: boolean, bump: Bump]>([
  ["fix: close the socket", false, "patch"],
  ["Close the socket", false, "patch"],
  ["docs: say how", false, "patch"],
  ["feat: rooms", false, "minor"],
  ["Feat: rooms", false, "minor"],
  ["feat(chat): rooms", false, "minor"],
  ["feature: rooms", false, "patch"],
  ["feat rooms without a colon", false, "patch"],
  ["feat!: drop v1", false, "major"],
  ["fix(api)!: other field names", false, "major"],
  ["refactor: all", true, "major"],
  ["wow! it works: finally", false, "patch"],
])("`%s` (breaking by a footer: %s) is a %s change", (subject, isBreaking, bump) => {
  expect(bumpFor([commit(subject, isBreaking)]).bump).toBe(bump);
});

describe("a message", () => {
  test.each([
    ["after an empty line", "refactor: all\n\nBREAKING CHANGE: the port is 80"],
    ["as the first line", "BREAKING CHANGE: the port is 80"],
    ["below the subject", "perf(x): all\nBREAKING CHANGE: the port is 80"],
    ["after the end of a sentence", "feat: all\n\nThe port changes.\nBREAKING CHANGE: it is 80"],
    ["among footers", "feat: all\n\nReviewed-by: Z\nCloses #7\nBREAKING CHANGE: the port is 80\nRefs: #12"],
    ["below a footer of several lines", "feat: all\n\nRefs: a story\n  that goes on\nBREAKING-CHANGE: the port is 80"],
    ["in the middle of what was squashed", "Topic (#9)\n\n* feat: a\n\nBREAKING CHANGE: the port is 80\n\n* fix: b"],
    ["as an item", "Topic (#9)\n\n* feat: a\n* BREAKING CHANGE: the port is 80"],
    [
      "behind what is folded away",
      "fix: update lib\n\n<details>\n\nnotes\n\n</details>\n\n---\n\nBREAKING CHANGE: Node 20 is needed",
    ],
    [
      "with its notes folded in one line",
      "fix: update lib\n\n<details>notes</details>\n\nBREAKING CHANGE: Node 20 is needed",
    ],
    ["indented", "Topic (#9)\n\n* feat: a\n\n  BREAKING CHANGE: the port is 80"],
  ])("says that it breaks something %s", (_, message) => {
    expect(breaksSomething(message)).toBe(true);
    expect(breaksSomething(message.replaceAll("\n", "\r\n"))).toBe(true);
  });

  test.each([
    [
      "a sentence is broken there",
      "ci: cut\n\nA push is released if its messages have\nBREAKING CHANGE: or feat: in them.",
    ],
    ["an item is", "ci: cut\n\n* treats lines that begin with\n  BREAKING CHANGE: as footers"],
    ["it is in the middle of a line", "ci: cut\n\n- also treat BREAKING CHANGE: / Release-As: as releasable"],
    ["it is in small letters", "chore: lint\n\nbreaking change: not ours"],
    ["nothing is said of what", "chore: lint\n\nBREAKING CHANGE"],
    [
      "notes of what is updated are folded away",
      "chore(deps): update lib to v2\n\n<details>\n<summary>team/lib</summary>\n\n<details>\n\nBREAKING CHANGE: theirs\n\n</details>\n\nBREAKING CHANGE: theirs, too\n\n</details>\n\nA bot made this.",
    ],
  ])("does not where %s", (_, message) => {
    expect(breaksSomething(message)).toBe(false);
  });
});

test("takes the largest move, and names the newest commit that asks for it", () => {
  const commits = ["fix: a", "feat: newer", "feat: older", "Tidy"].map((subject) => commit(subject));
  expect(bumpFor(commits)).toEqual({ bump: "minor", because: commits[1] });
  const breaking = commit("feat!: b");
  expect(bumpFor([...commits, breaking])).toEqual({ bump: "major", because: breaking });
});

describe("what is taken back", () => {
  test.each<[what: string, newestFirst: string[], bump: Bump, notes: string[]]>([
    ["by git revert", ['Revert "feat!: a"', "fix: b", "feat!: a"], "patch", ["fix: b"]],
    [
      "by a host that squashes",
      ['Revert "feat: a (#12)" (#13)', "fix: b (#14)", "feat: a (#12)"],
      "patch",
      ["fix: b (#14)"],
    ],
    ["by a host that names no number", ['Revert "feat: a" (#13)', "fix: b", "feat: a (#12)"], "patch", ["fix: b"]],
    ["as the convention has it", ["revert: feat: a", "fix: b", "feat: a"], "patch", ["fix: b"]],
    ["and made again", ['Reapply "feat: a"', 'Revert "feat: a"', "feat: a"], "minor", ["feat: a"]],
    [
      "and taken back once more",
      ['Revert "Reapply "feat: a""', 'Reapply "feat: a"', 'Revert "feat: a"', "fix: b", "feat: a"],
      "patch",
      ["fix: b"],
    ],
    ["and written anew", ["feat: a", 'Revert "feat: a"', "feat: a"], "minor", ["feat: a"]],
    ["once of two", ['Revert "feat: a"', "feat: a", "feat: a"], "minor", ["feat: a"]],
    ["with nothing else beside it", ['Revert "feat: a"', "feat: a"], "patch", ['Revert "feat: a"', "feat: a"]],
    ["of an earlier release", ['Revert "feat: a"', "fix: b"], "patch", ['Revert "feat: a"', "fix: b"]],
    ["before it is there", ["feat: a", 'Revert "feat: a"'], "minor", ["feat: a", 'Revert "feat: a"']],
  ])("%s moves the version by what is left", (_, newestFirst, bump, notes) => {
    const commits = newestFirst.map((subject) => commit(subject));
    expect(bumpFor(commits).bump).toBe(bump);
    expect(notesFrom(commits)).toBe(notes.map((subject) => `- ${subject} (0123456)`).join("\n"));
  });
});

test("has no commit to name for a patch", () => {
  expect(bumpFor([])).toEqual({ bump: "patch", because: undefined });
  expect(bumpFor([commit("fix: a")])).toEqual({ bump: "patch", because: undefined });
});

test("writes a line of notes for each commit", () => {
  expect(notesFrom([commit("feat: b"), commit("fix: a")])).toBe("- feat: b (0123456)\n- fix: a (0123456)");
  expect(notesFrom([])).toBe("");
});

test("cuts the notes of a long history, and says how much is left out", () => {
  const lines = notesFrom(Array.from({ length: 3_000 }, (_, index) => commit(`fix: ${index}`))).split("\n");
  expect(lines).toHaveLength(201);
  expect([lines[0], ...lines.slice(-2)]).toEqual([
    "- fix: 0 (0123456)",
    "- fix: 199 (0123456)",
    "- and 2,800 earlier commits",
  ]);
});
