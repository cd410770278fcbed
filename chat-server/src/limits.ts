import type { Config } from "./config.ts";

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
  /** What one client may send; 0 a second for as much as it likes. */
  messages: { perSecond: number; burst: number };
  /** How long a client may be ahead of this replica before its id counts as unknown. */
  aheadMilliseconds: number;
}

const burstSeconds = 10;

/** What one client may send in the long run, and ten seconds of it at once. */
const messagesAt = (perSecond: number) => ({ perSecond, burst: perSecond * burstSeconds });

export const defaultLimits: Limits = {
  bufferedBytes: 1024 * 1024,
  stallMilliseconds: 10_000,
  pingMilliseconds: 54_000,
  idleMilliseconds: 60_000,
  beatMilliseconds: 20_000,
  messages: messagesAt(100),
  aheadMilliseconds: 1000,
};

export const limitsOf = ({ messagesPerSecond }: Config): Limits => ({
  ...defaultLimits,
  messages: messagesAt(messagesPerSecond),
});
