/** How a registry wants to be told who asks. */
export interface Challenge {
  /** In lower case, `bearer`. */
  scheme: string;
  fields: Record<string, string>;
}

/** The challenges of a header `WWW-Authenticate`: `Bearer realm="…",service="…", Basic realm="…"`. */
export function parseChallenges(header: string): Challenge[] {
  const challenges: Challenge[] = [];
  for (const [, word = "", quoted, plain] of header.matchAll(/([^\s",=]+)(?:\s*=\s*(?:"([^"]*)"|([^\s",]+)))?/g)) {
    const value = quoted ?? plain;
    const last = challenges.at(-1);
    if (value === undefined) challenges.push({ scheme: word.toLowerCase(), fields: {} });
    else if (last) last.fields[word.toLowerCase()] = value;
  }
  return challenges;
}
