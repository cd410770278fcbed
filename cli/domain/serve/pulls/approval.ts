/** A comment as far as it may approve something. */
interface Said {
  text: string;
  /** By the host's clock, ISO 8601. */
  at: string;
}

interface Asked {
  /** The newest commit of the pull request. */
  head: string;
  /** When everybody could read there that this very commit waits, by the same clock; undefined if nobody could. */
  announcedAt: string | undefined;
}

/** On a line of its own; with the commit that is meant, if it says that. */
const command = /^\/ok-to-test(?:[ \t]+([0-9a-f]{40}))?[ \t\r]*$/gm;

/**
 * Whether a comment lets this very commit be built. Without a commit in it, it means the one that was said to wait when it was
 * written: whoever pushes another one while somebody reads gets nothing by that.
 */
export function approves({ text, at }: Said, { head, announcedAt }: Asked): boolean {
  const isLater = announcedAt !== undefined && Date.parse(at) > Date.parse(announcedAt);
  return [...text.matchAll(command)].some(([, commit]) => (commit === undefined ? isLater : commit === head));
}
