import { describe, expect, test } from "vitest";
import { type Bump, readMessage } from "./message.ts";

test.each<[message: string, bump: Bump]>([
  ["fix: close the socket", "patch"],
  ["Close the socket", "patch"],
  ["docs: say how", "patch"],
  ["feat: rooms", "minor"],
  ["Feat: rooms", "minor"],
  ["feat(chat): rooms", "minor"],
  ["feature: rooms", "minor"],
  ["feat rooms without a colon", "patch"],
  ["feat!: drop v1", "major"],
  ["fix(api)!: other field names", "major"],
  ["wow! it works: finally", "patch"],
  ["feat!(api): other field names", "major"],
  ["feat (api): rooms", "minor"],
  ["feat : rooms", "minor"],
  ["✨ feat: rooms", "minor"],
  ["⚡️ feat!: rooms", "major"],
  [":sparkles: feat(chat): rooms", "minor"],
  ["[ABC-12] feat: rooms", "minor"],
  ["ABC-12: feat: rooms", "minor"],
  ["ABC-12 | feat(chat)!: rooms", "major"],
  ["#12 feat: rooms", "minor"],
  ["Merged PR 12: feat: rooms", "minor"],
  ["Merged PR 12: ABC-12 feat: rooms", "minor"],
  ["Pull request #12: feat!: rooms", "major"],
  ["Merged in topic (pull request #12)\n\nfeat: rooms\n\nApproved-by: A", "minor"],
  ["Rooms (#12)\n\n* feat: rooms\n\n* fix: a typo", "minor"],
  ["Rooms (#12)\n\n* ABC-12 feat!: rooms", "major"],
  ["fix: rooms (#12)\n\n* feat: rooms", "patch"],
  ["docs: what a type does\n\n* feat: moves the minor part\n* feat!: the major one", "patch"],
  ["What a type does\n\nfeat: moves the minor part", "patch"],
  [
    "Squashed commit of the following:\n\ncommit 0a1b\nAuthor: A <a@b>\nDate:   Thu May 17\n\n    feat: rooms\n\n    fix: b",
    "minor",
  ],
  [
    "Squashed commit of the following:\n\ncommit 0a1b\nAuthor: A <a@b>\nDate:   Thu May 17\n\n    Tidy\n\n    feat: a word",
    "patch",
  ],
])("%j asks for %s", (message, bump) => {
  expect(readMessage(message).bump).toBe(bump);
  expect(readMessage(message.replaceAll("\n", "\r\n")).bump).toBe(bump);
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
    ["in the plural", "fix: a\n\nBREAKING CHANGES: the port is 80"],
    ["as an item with a dash", "feat: a\n\n- BREAKING CHANGE: the port is 80"],
    ["in bold letters", "feat: a\n\n**BREAKING CHANGE:** the port is 80"],
    ["above what breaks", "feat: a\n\nBREAKING CHANGE:\nthe port is 80"],
    ["above a list of it", "feat: a\n\nBREAKING CHANGE:\n\n- the port is 80\n- so is the other"],
    ["indented", "Topic (#9)\n\n* feat: a\n\n  BREAKING CHANGE: the port is 80"],
  ])("says that it breaks something %s", (_, message) => {
    expect(readMessage(message).bump).toBe("major");
    expect(readMessage(message.replaceAll("\n", "\r\n")).bump).toBe("major");
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
    ["a form for it is empty", "chore: lint\n\nBREAKING CHANGE:\n\nCloses #7"],
    ["a form for it has none", "chore: lint\n\nBREAKING CHANGE: None."],
    ["a form for it has none below", "chore: lint\n\nBREAKING CHANGE:\nN/A"],
    [
      "notes of what is updated are folded away",
      "chore(deps): update lib to v2\n\n<details>\n<summary>team/lib</summary>\n\n<details>\n\nBREAKING CHANGE: theirs\n\n</details>\n\nBREAKING CHANGE: theirs, too\n\n</details>\n\nA bot made this.",
    ],
  ])("does not where %s", (_, message) => {
    expect(readMessage(message).bump).not.toBe("major");
  });
});
