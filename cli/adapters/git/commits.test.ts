import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { folder } from "../../../testing/fixtures/folder.ts";
import { fastImport } from "../../../testing/git/history.ts";
import { git, repository } from "../../../testing/git/repository.ts";
import { full } from "../../../testing/setup/short-run.ts";
import { bumpFor, notesFrom } from "../../domain/release/commits.ts";
import { commitsBetween } from "./commits.ts";
import { openRepository } from "./repository.ts";

const { signal } = new AbortController();
const open = (directory: string) => openRepository(directory, { env: process.env, signal });
const commit = (directory: string, message: string) =>
  git(directory, "commit", "--quiet", "--allow-empty", "--message", message);

async function told(directory: string): Promise<[string, boolean][]> {
  const commits = await commitsBetween(await open(directory), undefined, "HEAD");
  return commits.map(({ subject, isBreaking }) => [subject, isBreaking]);
}

test.each([
  ["refactor: all\n\nBREAKING CHANGE: the port is 80", true],
  ["refactor: all\n\nLong story.\n\nBREAKING-CHANGE: the port is 80", true],
  ["refactor: all\n\nBREAKING CHANGE: lines\r\nof Windows\r\n", true],
  ["fix: a\n\nNo BREAKING CHANGE: at all", false],
  ["fix: a\n\nbreaking change: in small letters", false],
  ["ci: a\n\nIt is released if a message has\nBREAKING CHANGE: in it", false],
  ["refactor: all\nBREAKING CHANGE: below the subject", true],
])("%j breaks something: %s", async (message, isBreaking) => {
  const directory = repository();
  commit(directory, message);
  expect((await told(directory))[0]).toEqual([expect.stringContaining(message.split("\n")[0] ?? ""), isBreaking]);
});

test.each([
  ["Merge branch 'topic'", false],
  ["Merge pull request #12 from team/topic\n\nfeat: the title of the request", false],
  ["feat: all of the topic (#12)", true],
  ["Merge topic\n\nBREAKING CHANGE: the port is 80", true],
])("a merge `%s` is a change of its own: %s", async (message, isChange) => {
  const directory = repository();
  git(directory, "checkout", "--quiet", "-b", "topic");
  commit(directory, "fix: a");
  git(directory, "checkout", "--quiet", "main");
  git(directory, "merge", "--quiet", "--no-ff", "--message", message, "topic");
  const subjects = (await told(directory)).map(([subject]) => subject);
  // Commits of the same second come in any order.
  expect(subjects.sort()).toEqual(
    [message.split("\n")[0] ?? "", "Start", "fix: a"].filter((_, i) => isChange || i > 0).sort(),
  );
});

test("a message in another encoding, or of many lines in its first paragraph, is one line of text", async () => {
  const directory = repository();
  const file = join(folder(), "message");
  writeFileSync(file, Buffer.from("feat: Gr\xfc\xdfe\nund mehr\n", "latin1"));
  git(directory, "-c", "i18n.commitEncoding=ISO-8859-1", "commit", "--quiet", "--allow-empty", "--file", file);
  expect((await told(directory))[0]).toEqual(["feat: Grüße und mehr", false]);
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
