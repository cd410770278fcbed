import { readTagNotes, type TagNotes } from "../../adapters/git/tag-notes.ts";
import { readProject } from "../../core/config/read.ts";
import type { Session } from "../../core/session.ts";
import { namingOf } from "../../domain/release/naming.ts";
import { readVersion } from "../../domain/release/typed-version.ts";
import { newestFirst } from "../../domain/release/version.ts";
import { accessOf } from "../../releases/access.ts";
import { chooseRelease, listReleases } from "../../releases/known-releases.ts";
import type { ChangelogResult } from "../../results/changelog.ts";
import { head } from "../../results/result.ts";

export interface ChangelogRequest {
  /** Undefined: all of them. */
  version: string | undefined;
}

/** What is new in one release or in all of them, from the notes that their tags hold. */
export async function changelog(session: Session, request: ChangelogRequest): Promise<ChangelogResult> {
  const project = await readProject(session.cwd, session.configFile);
  const wanted = request.version === undefined ? undefined : readVersion(request.version, namingOf(project.config));
  const known = await listReleases(project, accessOf(session));
  if (wanted !== undefined) chooseRelease(known, wanted);
  const { repository, naming, tags } = known;
  const told = repository ? await readTagNotes(repository, naming) : new Map<string, TagNotes>();
  const released = tags.filter(({ release }) => release).map(({ version }) => version);
  const versions = wanted === undefined ? newestFirst(released) : [wanted];
  const releases = versions.map((version) => ({
    version,
    at: told.get(version)?.at ?? "",
    notes: told.get(version)?.notes ?? [],
  }));
  return { ...head("Changelog"), releases, named: wanted !== undefined };
}
