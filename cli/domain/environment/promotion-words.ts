import { usageError } from "../../../lib/errors.ts";

/** What was typed beside the words of a promotion. */
export interface PromotionOptions {
  env?: string | undefined;
  version?: string | undefined;
  allAuto?: boolean | undefined;
}

/** What is promoted, and where to; no version: the one that the gate lets through; no environment: each automatic one. */
export interface PromotionWords {
  version: string | undefined;
  environment: string | undefined;
}

/** No environment has them in its name. */
const hasVersionsMarks = (word: string): boolean => /[./]/.test(word);

const looksLikeVersion = (word: string | undefined): boolean =>
  word !== undefined && (word === "dev" || /^v?\d/.test(word) || hasVersionsMarks(word));

/**
 * Reads the words of `chatops promote`: `staging`, `1.4.0 staging` and `staging 1.4.0` are all understood. A single word
 * is an environment if no option names one and it is no version.
 */
export function readPromotion(
  words: readonly (string | undefined)[],
  { env, version, allAuto = false }: PromotionOptions,
): PromotionWords {
  const [first, second] = words;
  const isPlaced = env !== undefined || allAuto;
  if (second !== undefined) {
    if (isPlaced) throw usageError(`${second} is one word too many: the environment is given by an option already`);
    const swapped = !looksLikeVersion(first) && looksLikeVersion(second);
    return swapped ? { version: second, environment: first } : { version: first, environment: second };
  }
  if (isPlaced) return { version: first ?? version, environment: env };
  if (first !== undefined && !hasVersionsMarks(first)) return { version, environment: first };
  throw usageError("no environment given", { hint: "Use --env <name>, or --all-auto." });
}
