/** An open pull request, as its host has it. */
export interface OpenPull {
  number: number;
  /** Full hash of its newest commit. */
  head: string;
  /** Where the repository itself has that commit; undefined if it does not. */
  ref: string | undefined;
  /** Branch that it is to be merged into. */
  base: string;
  /** It comes from another repository, where others may push. */
  isFork: boolean;
}

export interface PullComment {
  id: number;
  /** By which the host knows who wrote it. */
  author: string;
  /** As people call them. */
  name: string;
  text: string;
  /** When it was written, by the host's clock, ISO 8601. */
  at: string;
}

/** A comment of ours. */
export interface OwnComment {
  id: number;
  /** When it got its present text, by the host's clock, ISO 8601. */
  at: string;
}

/** Pull requests of a repository, by the API of its host. Everything throws a Failure where the host does not answer. */
export interface Pulls {
  open(): AsyncIterable<OpenPull>;
  /** The pull request as it is now; undefined if it is not open. */
  find(number: number): Promise<OpenPull | undefined>;
  comments(number: number): AsyncIterable<PullComment>;
  /** Whether the author of a comment may push to the repository. */
  mayWrite(author: string): Promise<boolean>;
  add(number: number, text: string): Promise<OwnComment>;
  /** Gives a comment another text; undefined if it is gone, or somebody else's. */
  change(number: number, id: number, text: string): Promise<OwnComment | undefined>;
}

/** Statuses by which a host says that there is no such thing for us. */
export const notOurs = [403, 404] as const;
