import { createHmac, hash, timingSafeEqual } from "node:crypto";
import type { OidcSettings } from "../../../core/serve/oidc-schema.ts";
import { personName, type Role, roles } from "../../../core/serve/page-schema.ts";

/** Secrets of one log-in, which come back from the provider or are shown to it. */
export interface SignOnWords {
  /** Comes back in the address: what does not was begun by somebody else. */
  state: string;
  /** Comes back in the token: it was made for this log-in. */
  nonce: string;
  /** Only who began may redeem the code. */
  verifier: string;
}

/** How long somebody may take at the provider. */
export const signOnMs = 10 * 60_000;

/**
 * The secrets of a log-in follow from what its cookie says, so nothing is kept of it here, and a cookie that we did not write
 * has none that come back.
 */
export function signOnWords(key: Buffer, cookie: string): SignOnWords {
  const word = (purpose: string) =>
    createHmac("sha256", key).update(`sign-on ${purpose}\n${cookie}`).digest("base64url");
  return { state: word("state"), nonce: word("nonce"), verifier: word("verifier") };
}

/** What the cookie of a log-in says: something random, and when it ends. */
export const signOnCookie = (random: string, now: number): string => `${random}.${now + signOnMs}`;

/** The secrets of the log-in that comes back with a state; undefined if it is none of this browser's, or too late. */
export function wordsOfReturn(key: Buffer, cookie: string, state: string, now: number): SignOnWords | undefined {
  const [, until] = /^[\w-]{43}\.(\d{1,16})$/.exec(cookie) ?? [];
  const words = signOnWords(key, cookie);
  // Hashes have one length, whatever was given.
  const isSame = timingSafeEqual(hash("sha256", state, "buffer"), hash("sha256", words.state, "buffer"));
  return isSame && until !== undefined && Number(until) > now ? words : undefined;
}

/** What a provider says of somebody. */
export type Claims = Readonly<Record<string, unknown>>;

/** Who somebody is here; otherwise why they have no role, or are nobody. */
export type Recognized = { name: string; roles: Role[] } | { why: string; name?: string };

/** Who somebody is here, by what the provider says of them. */
export function recognize(claims: Claims, settings: OidcSettings): Recognized {
  const given = claims[settings.name];
  const name = personName.safeParse(typeof given === "string" ? given.toLowerCase() : undefined).data;
  if (name === undefined) return { why: `the claim ${settings.name} is not there, or no name` };
  if (settings.name === "email" && claims.email_verified === false)
    return { why: "the e-mail address is not verified" };
  const groups = groupsIn(claims[settings.groups]);
  const own = roles.filter((role) => settings.roles[role]?.some((group) => groups.includes(group)));
  return own.length > 0 ? { name, roles: own } : { why: `${name} is in no group with a role`, name };
}

/** Some providers give one group as a text. */
const groupsIn = (claim: unknown): unknown[] => (Array.isArray(claim) ? claim : [claim]);
