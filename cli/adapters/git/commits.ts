import { cutLine } from "../../../lib/foreign-text.ts";
import type { Commit } from "../../domain/release/commits.ts";
import { isConventional, readMessage, type Told, tellingLine } from "../../domain/release/message.ts";
import type { Git } from "./git.ts";
import type { Repository } from "./repository.ts";

/**
 * Commits of `to` that touch the project and that `from` does not contain, newest first; at the root also empty ones. If the history
 * was written anew since `from`, without those that change the same as one of the old commits. A merge is among them if it
 * says what it is, and none of the others says the same.
 * Messages stay with Git, but for those that may say more than their subjects: all of a long history need not fit into memory.
 */
export async function commitsBetween(
  { git, prefix }: Repository,
  from: string | undefined,
  to: string,
  { paths = ["."], isRewritten = false }: { paths?: readonly string[]; isRewritten?: boolean } = {},
): Promise<Commit[]> {
  const range = isRewritten ? ["--right-only", "--cherry-pick", `${from}...${to}`] : [from ? `${from}..${to}` : to];
  const of = [...range, "--", ...(prefix ? paths : [])];
  const [log, telling] = await Promise.all([
    git(["rev-list", "--format=%P%x00%s", ...of]),
    git(["rev-list", "--format=%x00%H%n%B", "--extended-regexp", `--grep=${tellingLine}`, ...of]),
  ]);
  const told = toldBy(telling);
  const lines = log.split("\n");
  const commits: Commit[] = [];
  const merges = new Map<string, Commit>();
  // A line `commit <hash>`, then one of our format.
  for (let index = 1; index < lines.length; index += 2) {
    const [parents = "", subject = ""] = lines[index]?.split("\0") ?? [];
    const hash = lines[index - 1]?.slice("commit ".length) ?? "";
    const said = told.get(hash) ?? readMessage(subject);
    const commit = { hash, ...said, subject: cutLine(said.subject) };
    if (parents.includes(" ")) merges.set(hash, commit);
    commits.push(commit);
  }
  const brought = await withBrought(git, commits, merges);
  const others = new Set(brought.flatMap(({ hash, subject }) => (merges.has(hash) ? [] : subject)));
  return brought.filter(({ hash, subject, bump }) => {
    return !merges.has(hash) || ((isConventional(subject) || bump === "major") && !others.has(subject));
  });
}

/** Who takes a merge back takes back what it brought. */
async function withBrought(
  git: Git,
  commits: readonly Commit[],
  merges: ReadonlyMap<string, Commit>,
): Promise<readonly Commit[]> {
  const full = (commit: Commit) => commit.takesBack.filter((hash) => merges.has(hash));
  return Promise.all(
    commits.map(async (commit) => {
      const taken = full(commit);
      if (taken.length === 0) return commit;
      const lists = await Promise.all(taken.map((hash) => git(["rev-list", `${hash}^1..${hash}`])));
      return { ...commit, takesBack: [...commit.takesBack, ...lists.flatMap((list) => list.split("\n"))] };
    }),
  );
}

/** By hash, what messages say that Git found. */
const toldBy = (found: string): ReadonlyMap<string, Told> =>
  new Map(
    found.split("\0").flatMap((entry) => {
      const end = entry.search(/\n/);
      // The last line is that of the next commit.
      const message = entry.slice(end + 1).replace(/\n?commit [0-9a-f]{40,64}\n$/, "");
      return end > 0 ? [[entry.slice(0, end), readMessage(message)] as const] : [];
    }),
  );
