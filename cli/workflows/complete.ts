import { versionTags } from "../adapters/git/releases.ts";
import { findRepository } from "../adapters/git/repository.ts";
import { readProject } from "../core/config/read.ts";
import type { Session } from "../core/session.ts";
import type { ProjectWords } from "../domain/completion.ts";
import { namingOf } from "../domain/release/naming.ts";
import { newestFirst } from "../domain/release/version.ts";
import { environmentsOf } from "../environments/open.ts";
import { accessOf } from "../releases/access.ts";
import { ownTags } from "../releases/own-tags.ts";
import type { WordsResult } from "../results/completion.ts";
import { head } from "../results/result.ts";

/** The words that a shell offers. Nothing is fetched: whoever presses a key does not wait for a network. */
export async function wordsFor(session: Session, what: ProjectWords): Promise<WordsResult> {
  const { config, directory } = await readProject(session.cwd, session.configFile);
  if (what === "environments") return { ...head("Words"), words: environmentsOf(config) };
  const repository = await findRepository(directory, accessOf(session), config.release.branch);
  const naming = namingOf(config);
  const tags = repository ? await ownTags(repository, naming, await versionTags(repository, naming)) : [];
  const released = tags.filter(({ release }) => release).map(({ version }) => version);
  return { ...head("Words"), words: newestFirst(released) };
}
