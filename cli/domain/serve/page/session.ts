import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import { type Role, roles } from "../../../core/serve/page-schema.ts";

/** What a cookie says, as it was signed. */
export interface LoggedIn {
  name: string;
  /** In milliseconds. */
  until: number;
  /** Of somebody who is known elsewhere: what they might do when they logged in. */
  roles?: Role[];
}

/** SHA-256 of a token, in hexadecimal digits: all that is kept of it. */
export const fingerprintOf = (token: string): string => createHash("sha256").update(token).digest("hex");

/** Whether somebody gave the token of this fingerprint, compared in a time that tells nothing. */
export const isTokenOf = (fingerprint: string, given: string): boolean =>
  timingSafeEqual(Buffer.from(fingerprint, "hex"), Buffer.from(fingerprintOf(given), "hex"));

const signatureOf = (key: Buffer, fingerprint: string, signed: string): Buffer =>
  createHmac("sha256", key).update(`${fingerprint}\n${signed}`).digest();

/** The value of a cookie. It ends with the token, or the settings, of this fingerprint: others make it worthless. */
export function signSession(key: Buffer, fingerprint: string, { name, until, roles: own }: LoggedIn): string {
  const signed = [Buffer.from(name).toString("base64url"), until, ...(own ? [own.join("+")] : [])].join(".");
  return `${signed}.${signatureOf(key, fingerprint, signed).toString("base64url")}`;
}

const pattern = /^([\w-]{1,200})\.(\d{1,16})(?:\.([a-z+]{1,64}))?\.([\w-]{43})$/;

/** Who a cookie says is logged in; undefined if it was not signed here, is too old, or of somebody who is not known. */
export function readSession(value: string, { key, now, fingerprintOf }: SessionCheck): LoggedIn | undefined {
  const [, encoded = "", until = "", granted, signature = ""] = pattern.exec(value) ?? [];
  const name = Buffer.from(encoded, "base64url").toString();
  const fingerprint = fingerprintOf(name, granted !== undefined);
  // Somebody who is not known takes as long.
  const signed = [encoded, until, ...(granted === undefined ? [] : [granted])].join(".");
  const expected = signatureOf(key, fingerprint ?? "", signed);
  const given = Buffer.from(signature, "base64url");
  const isSigned = given.length === expected.length && timingSafeEqual(given, expected);
  if (!isSigned || fingerprint === undefined || Number(until) <= now) return undefined;
  const words = granted?.split("+");
  return { name, until: Number(until), ...(words && { roles: roles.filter((role) => words.includes(role)) }) };
}

export interface SessionCheck {
  key: Buffer;
  now: number;
  /** What a session of this person is signed with; `isGranted`: who is known elsewhere. */
  fingerprintOf: (name: string, isGranted: boolean) => string | undefined;
}

/** The value of one cookie among those of a request; the first counts if there are several. */
export function cookieIn(header: string | undefined, name: string): string | undefined {
  const found = (header ?? "").split(";").find((each) => each.trim().startsWith(`${name}=`));
  return found?.trim().slice(name.length + 1);
}
