import { expect, test } from "vitest";
import { type Bump, bumpFor, type Commit, notesFrom } from "./commits.ts";

const commit = (subject: string, body = ""): Commit => ({ hash: "0123456789abcdef", subject, body });

test.each<[subject: string, body: string, bump: Bump]>([
  ["fix: close the socket", "", "patch"],
  ["Close the socket", "", "patch"],
  ["docs: say how", "", "patch"],
  ["feat: rooms", "", "minor"],
  ["Feat: rooms", "", "minor"],
  ["feat(chat): rooms", "", "minor"],
  ["feature: rooms", "", "patch"],
  ["feat rooms without a colon", "", "patch"],
  ["feat!: drop v1", "", "major"],
  ["fix(api)!: other field names", "", "major"],
  ["refactor: all", "BREAKING CHANGE: the port is 80", "major"],
  ["refactor: all", "Long story.\n\nBREAKING-CHANGE: the port is 80", "major"],
  ["fix: a", "No BREAKING CHANGE: at all", "patch"],
  ["wow! it works: finally", "", "patch"],
])("`%s` with the body %j is a %s change", (subject, body, bump) => {
  expect(bumpFor([commit(subject, body)]).bump).toBe(bump);
});

test("takes the largest move, and names the newest commit that asks for it", () => {
  const commits = ["fix: a", "feat: newer", "feat: older", "Tidy"].map((subject) => commit(subject));
  expect(bumpFor(commits)).toEqual({ bump: "minor", because: commits[1] });
  const breaking = commit("feat!: b");
  expect(bumpFor([...commits, breaking])).toEqual({ bump: "major", because: breaking });
});

test("has no commit to name for a patch", () => {
  expect(bumpFor([])).toEqual({ bump: "patch", because: undefined });
  expect(bumpFor([commit("fix: a")])).toEqual({ bump: "patch", because: undefined });
});

test("writes a line of notes for each commit", () => {
  expect(notesFrom([commit("feat: b"), commit("fix: a")])).toBe("- feat: b (0123456)\n- fix: a (0123456)");
  expect(notesFrom([])).toBe("");
});
