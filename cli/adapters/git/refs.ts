import { cutText } from "../../../lib/foreign-text.ts";
import type { Repository } from "./repository.ts";

/** The message without a signature, which stands below it where the user signs tags. */
const message = "%(contents:subject)%0a%0a%(contents:body)";
const refFormat = `${["%(refname)", "%(objectname)", "%(*objectname)", message].join("%00")}%01`;

/** How refs stand to a commit: those that have it in their history, or those that are in its history. */
export type Relation = { contains: string } | { merged: string };

/** A ref, by its name below a path. */
export interface Ref {
  path: string;
  name: string;
  object: string;
  commit: string;
  /** Empty unless it is an annotated tag. */
  message: string;
}

/** The refs below these paths, path by path. */
export async function readRefs(
  { git }: Repository,
  under: readonly string[],
  relation: Partial<Record<string, string>> = {},
) {
  const filter = Object.entries(relation).map(([is, commit]) => `--${is}=${commit}`);
  const output = await git(["for-each-ref", `--format=${refFormat}`, ...filter, ...under]);
  const refs = output.split("\x01").map((entry) => entry.trim().split("\0"));
  return under.flatMap((path) =>
    refs
      .filter(([name = ""]) => name.startsWith(`${path}/`))
      .map(([name = "", object = "", peeled = "", message = ""]) => ({
        path,
        name: name.slice(path.length + 1),
        object,
        commit: peeled || object,
        // Of a tag that is no object of its own, Git gives the commit's message.
        message: peeled ? cutText(message) : "",
      })),
  );
}
