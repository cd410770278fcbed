import { describe, expect, test } from "vitest";
import { bumpFor, type Commit, notesFrom } from "./commits.ts";
import { type Bump, readMessage } from "./message.ts";

const commit = (message: string, hash = "0123456789abcdef"): Commit => ({ hash, ...readMessage(message) });

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
    ["as the convention has it, with a scope", ["revert(api): feat!: a", "fix: b", "feat!: a"], "patch", ["fix: b"]],
    ["by git, as a change with a type", ['revert: Revert "feat: a"', "fix: b", "feat: a"], "patch", ["fix: b"]],
    ["in quotes", ['revert: "feat: a"', "fix: b", "feat: a"], "patch", ["fix: b"]],
    [
      "by a host that begins with the number",
      ['Merged PR 13: Revert "Merged PR 12: feat: a"', "fix: b", "Merged PR 12: feat: a"],
      "patch",
      ["fix: b"],
    ],
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

const [first, second] = ["a".repeat(40), "b".repeat(40)];

describe("what is taken back by its hash", () => {
  test.each<[what: string, by: string, bump: Bump, notes: string[]]>([
    ["under its own subject", `Revert "feat: a"\n\nThis reverts commit ${first}.`, "patch", ["fix: b"]],
    ["under another one", `revert: never mind\n\nThis reverts commit ${first}.`, "patch", ["fix: b"]],
    [
      "as the convention has it",
      "revert: both\n\nRefs: aaaaaaa, bbbbbbb",
      "patch",
      ["revert: both", "fix: b", "feat: a"],
    ],
    [
      "by a change of its own",
      `fix: take a out\n\nThis reverts commit ${first}.`,
      "patch",
      ["fix: take a out", "fix: b"],
    ],
    ["behind the subject", "chore: tidy (reverts aaaaaaa)", "patch", ["chore: tidy (reverts aaaaaaa)", "fix: b"]],
    [
      "of an earlier release",
      `fix: c\n\nThis reverts commit ${"c".repeat(40)}.`,
      "minor",
      ["fix: c", "fix: b", "feat: a"],
    ],
    ["in what only refers to it", "fix: c\n\nRefs: aaaaaaa", "minor", ["fix: c", "fix: b", "feat: a"]],
  ])("%s", (_, by, bump, notes) => {
    const commits = [commit(by), commit("fix: b", second), commit("feat: a", first)];
    expect(bumpFor(commits).bump).toBe(bump);
    expect(
      notesFrom(commits)
        .replaceAll(/^- | \(\w{7}\)$/gm, "")
        .split("\n"),
    ).toEqual(notes);
  });

  test("and made again by the hash of what took it back", () => {
    const again = commit(`Reapply "feat: a"\n\nThis reverts commit ${second}.`, "c".repeat(40));
    const back = commit(`Revert "feat: a"\n\nThis reverts commit ${first}.`, second);
    const commits = [again, back, commit("feat: a", first)];
    expect(bumpFor(commits)).toEqual({ bump: "minor", because: commits[2] });
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
