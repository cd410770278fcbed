import { cutText } from "../../../lib/foreign-text.ts";
import type { Naming } from "../../domain/release/naming.ts";
import { notesOfTag } from "../../domain/release/tag-message.ts";
import { versionRefs } from "./releases.ts";
import type { Repository } from "./repository.ts";

/** What a version's tag tells people. */
export interface TagNotes {
  /** When it was tagged, ISO 8601 in UTC. */
  at: string;
  /** What is new, a line for each commit. */
  notes: string[];
  /** Whether it has a signature, good or not. */
  isSigned: boolean;
}

const format = ["%(refname)", "%(creatordate:iso-strict)", "%(contents)", "%(contents:signature)"].join("%00");

/** What the tags of all versions tell, as last fetched. */
export async function readTagNotes(
  repository: Repository,
  { versionOfTag, versionMeant }: Naming,
): Promise<Map<string, TagNotes>> {
  const read = async (under: string) => {
    const output = await repository.git(["for-each-ref", `--format=${format}%01`, under]);
    return output.split("\x01").flatMap((entry): [string, TagNotes][] => {
      const [name = "", at = "", message = "", signature = ""] = entry.trim().split("\0");
      const tag = name.slice(under.length + 1);
      const version = versionOfTag(tag) ?? versionMeant(tag);
      const notes = notesOfTag(cutText(message));
      return version ? [[version, { at: new Date(at).toISOString(), notes, isSigned: signature !== "" }]] : [];
    });
  };
  // The record of a release says more than the tag that it stands beside.
  return new Map((await Promise.all(versionRefs(repository).map(read))).flat());
}
