import { expect, test } from "vitest";
import { chat } from "../../../core/serve/chat-schema.ts";
import type { Person } from "../page/people.ts";
import { readMembers } from "./members.ts";

const ana: Person = { name: "ana", roles: ["promote"], fingerprint: "0".repeat(64) };
const people = new Map([["ana", ana]]);
const settings = (named: Record<string, string[]>) => chat.parse({ url: "https://chat.example.com", people: named });

test("a name in the chat is one person's", () => {
  const known = { people, hasProvider: true };
  expect(readMembers(settings({ ana: ["~a", "~b"], dora: ["~d"] }), known)).toEqual(
    new Map([
      ["~a", "ana"],
      ["~b", "ana"],
      ["~d", "dora"],
    ]),
  );
  expect(() => readMembers(settings({ ana: ["~a"], dora: ["~a"] }), known)).toThrow(
    "chat.people.dora: ~a is somebody else already",
  );
});

test("without a provider, whoever is not in page.people could never have a role", () => {
  expect(() => readMembers(settings({ dora: ["~d"] }), { people, hasProvider: false })).toThrow(
    "chat.people.dora: `page.people` does not have it",
  );
});
