/** Who is making a release; it stands in the message of the tag object that reserves the version. */
export interface Holder {
  /** user@host */
  who: string;
  /** ISO 8601 */
  since: string;
  /** Tells two runs of one user apart. */
  nonce: string;
}

export const reservationMessage = ({ who, since, nonce }: Holder): string =>
  `Reserved for a release that is being made\n\nHolder: ${who}\nSince: ${since}\nNonce: ${nonce}`;

/** The holder that a reservation's message names, as words for people. */
export function holderOf(message: string): string {
  const lines = message.split("\n");
  const value = (name: string) => {
    const begin = `${name}: `;
    return lines.find((line) => line.startsWith(begin))?.slice(begin.length) || "unknown";
  };
  return `${value("Holder")} since ${value("Since")}`;
}
