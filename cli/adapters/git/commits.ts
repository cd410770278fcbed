import { cutLine } from "../../../lib/foreign-text.ts";
import { breakingLine, breaksSomething, type Commit, saysWhat } from "../../domain/release/commits.ts";
import type { Repository } from "./repository.ts";

/**
 * Commits of `to` that touch the project and that `from` does not contain, newest first; at the root also empty ones. If the history
 * was written anew since `from`, without those that change the same as one of the old commits.
 * Messages stay with Git, but for those that may tell of a breaking change: all of a long history need not fit into memory.
 */
export async function commitsBetween(
  { git, prefix }: Repository,
  from: string | undefined,
  to: string,
  { paths = ["."], isRewritten = false }: { paths?: readonly string[]; isRewritten?: boolean } = {},
): Promise<Commit[]> {
  const range = isRewritten ? ["--right-only", "--cherry-pick", `${from}...${to}`] : [from ? `${from}..${to}` : to];
  const of = [...range, "--", ...(prefix ? paths : [])];
  const [log, likely] = await Promise.all([
    git(["rev-list", "--format=%P%x00%s", ...of]),
    git(["rev-list", "--format=%x00%H%n%B", "--extended-regexp", `--grep=${breakingLine}`, ...of]),
  ]);
  const isBreaking = breakingAmong(likely);
  const lines = log.split("\n");
  const commits: Commit[] = [];
  // A line `commit <hash>`, then one of our format.
  for (let index = 1; index < lines.length; index += 2) {
    const [parents = "", subject = ""] = lines[index]?.split("\0") ?? [];
    const hash = lines[index - 1]?.slice("commit ".length) ?? "";
    const commit = { hash, subject: cutLine(subject), isBreaking: isBreaking.has(hash) };
    if (!parents.includes(" ") || saysWhat(commit)) commits.push(commit);
  }
  return commits;
}

/** Hashes of the commits that break something, of messages that Git found. */
const breakingAmong = (found: string): ReadonlySet<string> =>
  new Set(
    found.split("\0").flatMap((entry) => {
      const [hash = "", ...message] = entry.split("\n");
      return breaksSomething(message.join("\n")) ? [hash] : [];
    }),
  );
