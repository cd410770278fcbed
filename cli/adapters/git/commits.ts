import { cutLine } from "../../../lib/foreign-text.ts";
import { breakingFooter, type Commit, saysWhat } from "../../domain/release/commits.ts";
import type { Repository } from "./repository.ts";

/**
 * Commits of `to` that touch the project and that `from` does not contain, newest first; at the root also empty ones.
 * Messages stay with Git, which finds the footers in them: all of a long history need not fit into memory.
 */
export async function commitsBetween(
  { git, prefix }: Repository,
  from: string | undefined,
  to: string,
  paths: readonly string[] = ["."],
): Promise<Commit[]> {
  const of = [from ? `${from}..${to}` : to, "--", ...(prefix ? paths : [])];
  const [log, breaking] = await Promise.all([
    git(["rev-list", "--format=%P%x00%s", ...of]),
    git(["rev-list", "--extended-regexp", `--grep=${breakingFooter}`, ...of]),
  ]);
  const isBreaking = new Set(breaking.split("\n"));
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
