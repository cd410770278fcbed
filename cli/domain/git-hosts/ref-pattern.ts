/** All refs of a rule's kind. */
const all = "~ALL";

/** What no pattern of ours is made of: sets, alternatives, escapes. */
const beyond = /[[\]{}\\]/;

/**
 * Whether a rule of GitHub's is about a ref: named with shell patterns in which `*` stays within a name. Undefined of what cannot
 * be told.
 */
export function isMeant(
  ref: string,
  { include, exclude }: { include: string[]; exclude: string[] },
): boolean | undefined {
  if ([...include, ...exclude].some((pattern) => beyond.test(pattern))) return undefined;
  const isLike = (pattern: string) => pattern === all || fits(pattern.split("/"), ref.split("/"));
  return include.some(isLike) && !exclude.some(isLike);
}

/** Name by name; `**` stands for any number of them. */
function fits([pattern, ...patterns]: string[], names: string[]): boolean {
  if (pattern === undefined) return names.length === 0;
  if (pattern === "**" && patterns.length > 0) {
    return fits(patterns, names) || (names.length > 0 && fits([pattern, ...patterns], names.slice(1)));
  }
  const [name, ...others] = names;
  return name !== undefined && fitsName(pattern, name) && fits(patterns, others);
}

/** Each `*` takes as little as the rest allows, which only what comes after the last one can refuse. */
function fitsName(pattern: string, name: string): boolean {
  let [at, after] = [0, 0];
  let star: { at: number; after: number } | undefined;
  while (at < name.length) {
    if (pattern[after] === "*") star = { at, after: after++ };
    else if (pattern[after] === "?" || pattern[after] === name[at]) [at, after] = [at + 1, after + 1];
    else if (star) {
      star.at += 1;
      [at, after] = [star.at, star.after + 1];
    } else return false;
  }
  return [...pattern.slice(after)].every((rest) => rest === "*");
}
