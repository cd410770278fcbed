import { expect, test } from "vitest";
import { corsOrigin, isAllowedOrigin } from "./origin.ts";

const allowed = ["http://localhost:3000", "https://chat.example.com"];

test.each([
  ["one of the list", "https://chat.example.com", true],
  ["the server itself", "https://here.example", true],
  ["the server itself on another port", "https://here.example:8443", false],
  ["a missing origin", undefined, false],
  ["an opaque origin", "null", false],
  ["a trailing slash", "http://localhost:3000/", false],
  ["another scheme", "http://chat.example.com", false],
  ["a longer name", "https://chat.example.com.evil.example", false],
  ["a subdomain", "https://evil.chat.example.com", false],
])("%s: %s is allowed: %s", (_, origin, expected) => {
  expect(isAllowedOrigin({ origin, host: "Here.example" }, allowed)).toBe(expected);
});

test("names the caller where it is allowed, else the first", () => {
  expect(corsOrigin("https://chat.example.com", allowed)).toBe("https://chat.example.com");
  expect(corsOrigin("https://evil.example", allowed)).toBe("http://localhost:3000");
  expect(corsOrigin("https://evil.example", [])).toBeUndefined();
});
