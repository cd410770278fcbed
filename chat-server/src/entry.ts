/** A stored message and its place in the one order that all replicas share: 1, 2, 3 …; a hole is a message that was deleted. */
export interface Entry {
  offset: number;
  text: string;
  /** When it was stored, in milliseconds since 1970. */
  storedAt: number;
  /** Who sent it, where that is proven. */
  uid?: string | undefined;
  /** The epoch in which it was stored; absent where it does not matter. */
  epoch?: string | undefined;
}
