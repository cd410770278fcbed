import { randomBytes } from "node:crypto";
import { describe, expect, test } from "vitest";
import { cookieIn, fingerprintOf, isTokenOf, readSession, signSession } from "./session.ts";

const key = randomBytes(32);
const people = new Map([
  ["ana", fingerprintOf("token of ana")],
  ["bruno", fingerprintOf("token of bruno")],
]);
const check = { key, now: 1_000, fingerprintOf: (name: string) => people.get(name) };
const signed = (name: string, until: number, with_ = key) =>
  signSession(with_, people.get(name) ?? "", { name, until });

test("a session that was signed here is known until it ends", () => {
  const cookie = signed("ana", 2_000);
  expect(readSession(cookie, check)).toEqual({ name: "ana", until: 2_000 });
  expect(readSession(cookie, { ...check, now: 2_000 })).toBeUndefined();
});

describe("no session is", () => {
  const [name = "", until = "", signature = ""] = signed("ana", 2_000).split(".");
  const other = Buffer.from("bruno").toString("base64url");
  test.each([
    ["nothing", ""],
    ["one of another key", signed("ana", 2_000, randomBytes(32))],
    ["one of somebody else's name", `${other}.${until}.${signature}`],
    ["one that was made longer", `${name}.9999.${signature}`],
    ["one without a signature", `${name}.${until}.`],
    ["one with part of its signature", `${name}.${until}.${signature.slice(0, 42)}`],
    ["one of a person who is gone", signed("carla", 2_000)],
    ["one with a name that every object has", signed("constructor", 2_000)],
  ])("%s", (_, cookie) => {
    expect(readSession(cookie, check)).toBeUndefined();
  });

  test("one from before the person got another token", () => {
    const other = () => fingerprintOf("new token of ana");
    expect(readSession(signed("ana", 2_000), { ...check, fingerprintOf: other })).toBeUndefined();
  });
});

describe("a session of somebody who is known elsewhere", () => {
  const settings = fingerprintOf("settings");
  const granted = {
    ...check,
    fingerprintOf: (name: string, isGranted: boolean) => (isGranted ? settings : people.get(name)),
  };
  const cookie = signSession(key, settings, { name: "dora", until: 2_000, roles: ["look", "approve"] });

  test("says what they may do", () => {
    expect(readSession(cookie, granted)).toEqual({ name: "dora", until: 2_000, roles: ["look", "approve"] });
  });

  test.each([
    ["with another role", cookie.replace("look+approve", "look+promote")],
    ["with one role less", cookie.replace("look+approve", "look")],
    ["without roles, as if they had a token here", cookie.replace(".look+approve", "")],
    ["of somebody who has a token here, with roles", signed("ana", 2_000).replace(/\.2000\./, ".2000.approve.")],
    ["of other settings", signSession(key, fingerprintOf("others"), { name: "dora", until: 2_000, roles: ["look"] })],
  ])("is none %s", (_, changed) => {
    expect(changed).not.toBe(cookie);
    expect(readSession(changed, granted)).toBeUndefined();
  });
});

test("a token is known by its fingerprint", () => {
  expect(isTokenOf(fingerprintOf("abc"), "abc")).toBe(true);
  for (const other of ["", "ab", "abcd", "ABC"]) expect(isTokenOf(fingerprintOf("abc"), other)).toBe(false);
});

test.each([
  ["chatops=1", "1"],
  ["a=b; chatops=1; c=d", "1"],
  ["chatops=1; chatops=2", "1"],
  ["xchatops=1", undefined],
  ["chatops", undefined],
  [undefined, undefined],
])("of the cookies %j it is %j", (header, value) => {
  expect(cookieIn(header, "chatops")).toBe(value);
});
