export interface Delivery {
  sent: number;
  lost: number;
  twice: number;
  /** Everyone got the messages in one and the same order. */
  sameOrder: boolean;
}

/** Compares what was sent with what each client received; messages that are not among those sent do not count. */
export function compareDelivery(sent: readonly string[], receivedByEach: readonly (readonly string[])[]): Delivery {
  const wanted = new Set(sent);
  const counted = receivedByEach.map((received) => received.filter((mid) => wanted.has(mid)));
  const unique = counted.map((received) => [...new Set(received)]);
  const lengths = (lists: string[][]) => lists.reduce((total, { length }) => total + length, 0);
  return {
    sent: sent.length,
    lost: wanted.size * counted.length - lengths(unique),
    twice: lengths(counted) - lengths(unique),
    sameOrder: unique.every((received) => received.join() === unique[0]?.join()),
  };
}

export const isComplete = ({ lost, twice, sameOrder }: Delivery): boolean => lost === 0 && twice === 0 && sameOrder;

export const describeDelivery = ({ sent, lost, twice, sameOrder }: Delivery): string =>
  `${sent} sent, ${lost} lost, ${twice} twice, ${sameOrder ? "in the same order" : "not in the same order"}`;
