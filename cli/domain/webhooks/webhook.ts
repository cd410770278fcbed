/** Headers of a request, by their names in lower case. */
export type Headers = Readonly<Record<string, string | undefined>>;

/** A ref that was pushed; without a commit it was deleted. */
export interface PushedRef {
  /** `refs/heads/main` */
  ref: string;
  commit: string | undefined;
}

/** How one kind of Git host calls. */
export interface Webhook {
  /** Its number of the delivery, by which people find it there. */
  deliveryOf(headers: Headers): string | undefined;
  /** What the request proves itself by; undefined if by nothing, so that its body need not be read. */
  proofOf(headers: Headers): Proof | undefined;
  /** The refs that were pushed; none if it tells of something else. */
  pushedRefs(headers: Headers, payload: unknown): PushedRef[];
  /** Whether it tells that a pull request has changed, or of a comment. */
  tellsOfPulls(headers: Headers): boolean;
}

/** By a signature of the body, or by the secret itself. */
export type Proof = { signature: string } | { token: string };

/** What Git hosts put in the place of a commit that is no more. */
const noCommit = /^0+$/;

export const pushedRef = (ref: string, commit: string | null | undefined): PushedRef => ({
  ref,
  commit: commit && !noCommit.test(commit) ? commit : undefined,
});

/** Behind `sha256=`, as most write it. */
export function signatureIn(header: string | undefined): Proof | undefined {
  const signature = header?.startsWith("sha256=") ? header.slice("sha256=".length) : undefined;
  return signature === undefined ? undefined : { signature };
}
