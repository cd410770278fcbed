import { cutLine } from "../../../lib/foreign-text.ts";
import { type GitAccess, gitIn } from "./git.ts";

/** The first line of a commit's message, and its author; undefined if the clone does not have it. */
export async function commitWords(
  directory: string,
  commit: string,
  access: GitAccess,
): Promise<{ subject: string; author: string } | undefined> {
  const shown = await gitIn(
    directory,
    access,
  )(["show", "--no-patch", "--format=%s%x00%an", commit, "--"]).catch(() => undefined);
  const [subject, author = ""] = shown?.split("\0") ?? [];
  return subject === undefined ? undefined : { subject: cutLine(subject), author: cutLine(author.trim()) };
}
