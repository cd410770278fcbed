/** How much patience the server has with a client. */
export interface Limits {
  /** Bytes that may wait for a client beyond what the kernel holds. */
  bufferedBytes: number;
  /** How long the kernel may take nothing of what waits. */
  stallMilliseconds: number;
  pingMilliseconds: number;
  /** Longer than between two pings: how long a client may be silent. */
  idleMilliseconds: number;
  /** Between the signs of life a page can see; it does not see pings. */
  beatMilliseconds: number;
  /** Messages of one client that may be on their way to the store at a time. */
  unansweredMessages: number;
  /** How long a client may be ahead of this replica before its id counts as unknown. */
  aheadMilliseconds: number;
}

export const defaultLimits: Limits = {
  bufferedBytes: 1024 * 1024,
  stallMilliseconds: 10_000,
  pingMilliseconds: 54_000,
  idleMilliseconds: 60_000,
  beatMilliseconds: 20_000,
  unansweredMessages: 64,
  aheadMilliseconds: 1000,
};
