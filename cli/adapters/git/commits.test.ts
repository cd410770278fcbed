import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { folder } from "../../../testing/fixtures/folder.ts";
import { fastImport } from "../../../testing/git/history.ts";
import { git, repository } from "../../../testing/git/repository.ts";
import { full } from "../../../testing/setup/short-run.ts";
import { bumpFor, notesFrom } from "../../domain/release/commits.ts";
import type { Bump } from "../../domain/release/message.ts";
import { commitsBetween } from "./commits.ts";
import { openRepository } from "./repository.ts";

const { signal } = new AbortController();
const open = (directory: string) => openRepository(directory, { env: process.env, signal });
const commit = (directory: string, message: string) =>
  git(directory, "commit", "--quiet", "--allow-empty", "--message", message);

async function told(directory: string): Promise<[string, Bump][]> {
  const commits = await commitsBetween(await open(directory), undefined, "HEAD");
  return commits.map(({ subject, bump }) => [subject, bump]);
}

test.each<[message: string, bump: Bump]>([
  ["refactor: all\n\nBREAKING CHANGE: the port is 80", "major"],
  ["refactor: all\n\nLong story.\n\nBREAKING-CHANGE: the port is 80", "major"],
  ["refactor: all\n\nBREAKING CHANGES:\nthe port is 80", "major"],
  ["refactor: all\n\n**BREAKING CHANGE:** the port is 80", "major"],
  ["refactor: all\n\n- BREAKING CHANGE: the port is 80", "major"],
  ["refactor: all\n\nBREAKING CHANGE: lines\r\nof Windows\r\n", "major"],
  ["fix: a\n\nNo BREAKING CHANGE: at all", "patch"],
  ["fix: a\n\nbreaking change: in small letters", "patch"],
  ["ci: a\n\nIt is released if a message has\nBREAKING CHANGE: in it", "patch"],
  ["refactor: all\nBREAKING CHANGE: below the subject", "major"],
  ["Topic (#9)\n\n* feat: a\n\n* fix: b", "minor"],
  ["Squashed commit of the following:\n\ncommit abc\nDate:   Thu\n\n    feat!: a", "major"],
])("%j asks for %s", async (message, bump) => {
  const directory = repository();
  commit(directory, message);
  expect((await told(directory))[0]).toEqual([expect.stringContaining(message.split("\n")[0] ?? ""), bump]);
});

/** Merges a branch with one commit `fix: a`. */
function merge(directory: string, message: string): void {
  git(directory, "checkout", "--quiet", "-b", "topic");
  commit(directory, "fix: a");
  git(directory, "checkout", "--quiet", "main");
  git(directory, "merge", "--quiet", "--no-ff", "--message", message, "topic");
}

test.each<[message: string, told: [string, Bump][]]>([
  ["Merge branch 'topic'", []],
  ["Merge pull request #12 from team/topic\n\nThe title of the request", []],
  ["Merge pull request #12 from team/topic\n\nfix: a", []],
  [
    "Merge pull request #12 from team/topic\n\nfeat: the title of the request",
    [["feat: the title of the request", "minor"]],
  ],
  ["Merge branch 'topic' into 'main'\n\nfeat!: all\n\nSee merge request team/shop!12", [["feat!: all", "major"]]],
  ["Merged in topic (pull request #12)\n\nfeat: all\n\nApproved-by: A", [["feat: all", "minor"]]],
  ["Merged PR 12: feat: all", [["Merged PR 12: feat: all", "minor"]]],
  ["feat: all of the topic (#12)", [["feat: all of the topic (#12)", "minor"]]],
  ["Merge topic\n\nBREAKING CHANGE: the port is 80", [["Merge topic", "major"]]],
])("a merge %j adds %j", async (message, added) => {
  const directory = repository();
  merge(directory, message);
  // Commits of the same second come in any order.
  expect((await told(directory)).sort()).toEqual([...added, ["Start", "patch"], ["fix: a", "patch"]].sort());
});

test.each<[what: string, brings: (directory: string) => void, revert: string[]]>([
  ["a commit", (directory) => add(directory, "feat: b"), ["HEAD"]],
  [
    "a merge, and all that it brought",
    (directory) => {
      git(directory, "checkout", "--quiet", "-b", "topic");
      add(directory, "feat!: a");
      add(directory, "fix: b");
      git(directory, "checkout", "--quiet", "main");
      git(directory, "merge", "--quiet", "--no-ff", "--no-edit", "topic");
    },
    ["-m", "1", "HEAD"],
  ],
])("what takes back %s leaves nothing of it", async (_, brings, revert) => {
  const directory = repository();
  brings(directory);
  git(directory, "revert", "--no-edit", ...revert);
  const commits = await commitsBetween(await open(directory), undefined, "HEAD");
  expect(bumpFor(commits)).toEqual({ bump: "patch", because: undefined });
  expect(notesFrom(commits)).toMatch(/^- Start \(\w{7}\)$/);
});

/** Commits a file of its own. */
function add(directory: string, message: string): void {
  writeFileSync(join(directory, message.replaceAll(/\W/g, "")), "");
  git(directory, "add", "--all");
  commit(directory, message);
}

test("what stands in for a commit in this repository alone says nothing", async () => {
  const directory = repository();
  const start = git(directory, "rev-parse", "HEAD");
  for (const message of ["feat: a", "fix: b"]) commit(directory, message);
  git(directory, "replace", "--graft", "HEAD", start);
  expect((await told(directory)).map(([subject]) => subject)).toEqual(["fix: b", "feat: a", "Start"]);
});

test("a message in another encoding, or of many lines in its first paragraph, is one line of text", async () => {
  const directory = repository();
  const file = join(folder(), "message");
  writeFileSync(file, Buffer.from("feat: Gr\xfc\xdfe\nund mehr\n", "latin1"));
  git(directory, "-c", "i18n.commitEncoding=ISO-8859-1", "commit", "--quiet", "--allow-empty", "--file", file);
  expect((await told(directory))[0]).toEqual(["feat: Grüße und mehr", "minor"]);
});

full(
  "a hundred thousand commits are read within seconds and little memory",
  async () => {
    const directory = repository();
    fastImport(directory, 100_000);
    const before = process.memoryUsage().heapUsed;
    const start = performance.now();
    const commits = await commitsBetween(await open(directory), undefined, "HEAD");
    expect(performance.now() - start).toBeLessThan(20_000);
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(200 * 2 ** 20);
    expect(commits).toHaveLength(100_001);
    expect(bumpFor(commits).bump).toBe("minor");
    expect(notesFrom(commits).length).toBeLessThan(32_768);
  },
  120_000,
);
