import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { temporaryOf } from "../../core/session-folders.ts";
import type { Repository } from "./repository.ts";

/** Hands a text to Git as a file, alone in a folder: as an argument it has a limit. */
export async function withTextFile<T>(
  env: NodeJS.ProcessEnv,
  text: string,
  use: (file: string) => Promise<T>,
): Promise<T> {
  const directory = await mkdtemp(join(temporaryOf(env), "chatops-tag-"));
  try {
    const file = join(directory, "tag");
    await writeFile(file, text);
    return await use(file);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** Writes an annotated tag object on `commit` without any ref to it; returns its hash. */
export const writeTagObject = (
  repository: Pick<Repository, "git" | "env">,
  { commit, name, message, tagger }: { commit: string; name: string; message: string; tagger: string },
): Promise<string> => hashTag(repository, `object ${commit}\ntype commit\ntag ${name}\ntagger ${tagger}\n\n${message}`);

/** Writes a tag object as it stands; returns its hash. */
export const hashTag = ({ git, env }: Pick<Repository, "git" | "env">, text: string): Promise<string> =>
  withTextFile(env, `${text}\n`, (file) => git(["hash-object", "-t", "tag", "--no-filters", "-w", file]));
