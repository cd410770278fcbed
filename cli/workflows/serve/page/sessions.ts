import { z } from "zod";
import type { Answer, Incoming } from "../../../adapters/http-listener.ts";
import { cookieIn, isTokenOf, type LoggedIn, readSession, signSession } from "../../../domain/serve/page/session.ts";
import { bodyOf, json, refuse } from "./answers.ts";
import { type Cookies, noCookie } from "./cookies.ts";
import type { People, Somebody } from "./people.ts";

/** Who is logged in: nothing is kept of it here, the cookie says it all. */
export interface Sessions {
  of(request: Incoming): { person: Somebody; until: number } | undefined;
  /** By name and token. */
  logIn(request: Incoming): Promise<Answer>;
  logOut(): Answer;
  /** The cookie of somebody whom a provider vouches for. */
  grant(person: Somebody): string;
  /** What a browser has to know to show how somebody may log in. */
  refuse(): Answer;
}

export interface SessionParts {
  people: People;
  /** Who else vouches for people: where they are sent, and what their sessions end with. */
  provider: { host: string; fingerprint: string } | undefined;
  key: Buffer;
  longestMs: number;
  cookies: Cookies;
  /** Told of whoever did not get in. */
  onRefused: () => void;
}

const login = z.strictObject({ name: z.string().max(64), token: z.string().max(1_024) });

/** Nobody has it: a name that is not known is compared with this, and takes as long. */
const noFingerprint = "0".repeat(64);

const cookieName = "chatops";

export function createSessions({ people, provider, key, longestMs, cookies, onRefused }: SessionParts): Sessions {
  const seconds = Math.floor(longestMs / 1_000);
  const cookieFor = (fingerprint: string, session: Omit<LoggedIn, "until">): string =>
    cookies.set(cookieName, signSession(key, fingerprint, { ...session, until: Date.now() + longestMs }), { seconds });
  const fingerprintOf = (name: string, isGranted: boolean) =>
    isGranted ? provider?.fingerprint : people.get(name)?.fingerprint;
  return {
    of({ headers }) {
      const cookie = cookieIn(headers.cookie, cookies.nameOf(cookieName)) ?? "";
      const session = readSession(cookie, { key, now: Date.now(), fingerprintOf });
      if (!session) return undefined;
      const { name, roles = people.get(name)?.roles ?? [], until } = session;
      return { person: { name, roles }, until };
    },
    async logIn(request) {
      const given = await bodyOf(request, login);
      const person = given && people.get(given.name);
      const isRight = isTokenOf(person?.fingerprint ?? noFingerprint, given?.token ?? "");
      if (!person || !isRight) {
        onRefused();
        return refuse(401, "token", "The name or the token is wrong.");
      }
      const { name, roles, fingerprint } = person;
      return { ...json({ name, roles }), headers: { "set-cookie": cookieFor(fingerprint, { name }) } };
    },
    logOut: () => ({ ...json({}), headers: { "set-cookie": cookies.set(cookieName, noCookie, { seconds: 0 }) } }),
    grant: ({ name, roles }) => cookieFor(provider?.fingerprint ?? noFingerprint, { name, roles: [...roles] }),
    refuse: () =>
      json(
        { error: "login", message: "Log in first.", ways: { tokens: people.size > 0, provider: provider?.host } },
        401,
      ),
  };
}
