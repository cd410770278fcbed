import { z } from "zod";
import type { Answer, Incoming } from "../../../adapters/http-listener.ts";
import { cookieIn, isTokenOf, type LoggedIn, readSession, signSession } from "../../../domain/serve/page/session.ts";
import { bodyOf, json, refuse } from "./answers.ts";
import type { People } from "./people.ts";

/** Who is logged in: nothing is kept of it here, the cookie says it all. */
export interface Sessions {
  of(request: Incoming): LoggedIn | undefined;
  logIn(request: Incoming): Promise<Answer>;
  logOut(): Answer;
}

export interface SessionParts {
  people: People;
  key: Buffer;
  longestMs: number;
  isTls: boolean;
  /** Told of whoever did not get in. */
  onRefused: () => void;
}

const login = z.strictObject({ name: z.string().max(64), token: z.string().max(1_024) });

/** Nobody has it: a name that is not known is compared with this, and takes as long. */
const noFingerprint = "0".repeat(64);

export function createSessions({ people, key, longestMs, isTls, onRefused }: SessionParts): Sessions {
  // With this prefix no other host of the domain can set it, and only over TLS.
  const cookie = isTls ? "__Host-chatops" : "chatops";
  const withCookie = (answer: Answer, value: string, seconds: number): Answer => {
    const attributes = ["Path=/", "HttpOnly", "SameSite=Strict", `Max-Age=${seconds}`, ...(isTls ? ["Secure"] : [])];
    return { ...answer, headers: { "set-cookie": [`${cookie}=${value}`, ...attributes].join("; ") } };
  };
  return {
    of({ headers }) {
      const fingerprintOfPerson = (name: string) => people.get(name)?.fingerprint;
      return readSession(cookieIn(headers.cookie, cookie) ?? "", { key, now: Date.now(), fingerprintOfPerson });
    },
    async logIn(request) {
      const given = await bodyOf(request, login);
      const person = given && people.get(given.name);
      const isRight = isTokenOf(person?.fingerprint ?? noFingerprint, given?.token ?? "");
      if (!person || !isRight) {
        onRefused();
        return refuse(401, "token", "The name or the token is wrong.");
      }
      const session = { name: person.name, until: Date.now() + longestMs };
      const answer = json({ name: person.name, roles: person.roles });
      return withCookie(answer, signSession(key, person.fingerprint, session), Math.floor(longestMs / 1_000));
    },
    logOut: () => withCookie(json({}), "", 0),
  };
}
