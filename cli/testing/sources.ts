import type { VersionTag } from "../adapters/git/releases.ts";
import type { Repository } from "../adapters/git/repository.ts";
import type { Commit } from "../domain/release/commits.ts";
import type { Source } from "../workflows/release/source.ts";

const commit = "a".repeat(40);
const another = "b".repeat(40);

/** A tag or reservation of the commit that is released. */
export const own = (version: string): VersionTag => ({ version, commit, release: undefined });

/** A tag or reservation of another commit. */
export const other = (version: string): VersionTag => ({ version, commit: another, release: undefined });

export const commits = (...subjects: string[]): Commit[] =>
  subjects.map((subject) => ({ hash: commit, subject, body: "" }));

interface Given {
  tags?: VersionTag[];
  containing?: VersionTag[];
  reservations?: VersionTag[];
  commits?: Commit[];
}

/** What a release is made from, as it was read; no repository stands behind it. */
export const source = ({ tags = [], containing = [], reservations = [], commits = [] }: Given = {}): Source => ({
  repository: {
    root: "/nowhere",
    prefix: "",
    hasRemote: true,
    env: {},
    git: () => Promise.reject(new Error("no Git here")),
  } as Repository,
  commit,
  date: "2026-03-01T12:00:00Z",
  remote: "https://example.com/chat.git",
  tags,
  containing,
  reservations: reservations.map((reserved) => ({ ...reserved, object: "c".repeat(40), message: "" })),
  commits,
  uncommitted: [],
  tagger: "Robot <robot@example.com> 0 +0000",
});
