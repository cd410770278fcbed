import type { OwnComment, Pulls } from "../../../adapters/git-hosts/pulls.ts";
import { type PreviewNews, previewComment, previewMark } from "../../../domain/git-hosts/preview-comment.ts";
import type { PullRecord } from "../../../domain/serve/pulls/record.ts";

/** Has the one comment of a pull request say this. Answers the record with it, and when it came to say so. */
export async function sayOn(
  pulls: Pulls,
  repository: string,
  record: PullRecord,
  news: PreviewNews,
): Promise<{ record: PullRecord; at: string | undefined }> {
  const text = previewComment(repository, news);
  if (record.comment?.text === text) return { record, at: undefined };
  const { id, at } = await write(pulls, repository, record, text);
  return { record: { ...record, comment: { id, text } }, at };
}

async function write(
  pulls: Pulls,
  repository: string,
  { number, comment }: PullRecord,
  text: string,
): Promise<OwnComment> {
  const known = comment && (await pulls.change(number, comment.id, text));
  if (known) return known;
  // Ours from before everything was forgotten; one that somebody else begins so cannot be changed.
  for await (const found of pulls.comments(number)) {
    if (!found.text.startsWith(previewMark(repository))) continue;
    const changed = await pulls.change(number, found.id, text);
    if (changed) return changed;
  }
  return pulls.add(number, text);
}
