import type { Config } from "./config.ts";

interface Rate {
  /** 0: as much as it likes. */
  perSecond: number;
  burst: number;
}

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
  messages: Rate;
  /** What all clients of one address may send together. */
  messagesPerAddress: Rate;
  /** Messages of one address that may wait for their turn, whether or not their senders are still there. */
  waitingPerAddress: number;
  /** Bytes of one client, with everything that is no message. */
  bytes: Rate;
  /** 0: as many as it likes. */
  connectionsPerAddress: number;
  /** Connections of one address that have not asked for anything yet, and how long they may take. */
  halfOpenPerAddress: number;
  handshakeMilliseconds: number;
  /** How long a client may be ahead of this replica before its id counts as unknown. */
  aheadMilliseconds: number;
}

const burstSeconds = 10;

/** As much as ten clients at their limit, which few networks of people ever are. */
const clientsAtOnce = 10;
/** A message of full size with its head and mask. */
const wireBytes = 520;
/** What Node reads at once, before anyone could stop it. */
const chunkBytes = 64 * 1024;

/** A chunk of the tiniest frames fits in, two do not. */
const mostWaiting = 10_000;

const rate = (perSecond: number, more = 0): Rate => ({ perSecond, burst: perSecond * burstSeconds + more });

/** What follows from the messages that one client may send in a second. */
export function ratesOf(
  perSecond: number,
): Pick<Limits, "messages" | "messagesPerAddress" | "waitingPerAddress" | "bytes"> {
  return {
    waitingPerAddress: perSecond === 0 ? Number.POSITIVE_INFINITY : mostWaiting,
    messages: rate(perSecond),
    messagesPerAddress: rate(perSecond * clientsAtOnce),
    bytes: rate(perSecond * wireBytes, 2 * chunkBytes),
  };
}

export const defaultLimits: Limits = {
  bufferedBytes: 1024 * 1024,
  stallMilliseconds: 10_000,
  pingMilliseconds: 54_000,
  idleMilliseconds: 60_000,
  beatMilliseconds: 20_000,
  ...ratesOf(100),
  connectionsPerAddress: 10_000,
  halfOpenPerAddress: 4000,
  handshakeMilliseconds: 10_000,
  aheadMilliseconds: 1000,
};

export const limitsOf = ({ messagesPerSecond, connectionsPerAddress }: Config): Limits => ({
  ...defaultLimits,
  ...ratesOf(messagesPerSecond),
  connectionsPerAddress,
});
