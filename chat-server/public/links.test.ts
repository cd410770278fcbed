import { expect, test } from "vitest";
import { pieces } from "./links.js";

const linksIn = (text: string) =>
  pieces(text)
    .filter(({ isLink }) => isLink)
    .map((piece) => piece.text);

test.each([
  ["see https://example.org/a?b=c#d.", ["https://example.org/a?b=c#d"]],
  ["(https://example.org/wiki/Chat_(room))", ["https://example.org/wiki/Chat_(room)"]],
  ["http://a.example, https://b.example!", ["http://a.example", "https://b.example"]],
  ['"https://example.org"', ["https://example.org"]],
  ["<https://example.org>", ["https://example.org"]],
  ["**https://example.org**", ["https://example.org"]],
  ["javascript:alert(1)", []],
  ["data:text/html,x ftp://example.org xhttps://example.org", []],
  ["https://bank.example@other.example/", []],
  ["https://user:word@example.org/", []],
  ["https://example.org/\u202egnp.exe", []],
  ["https:// http://[", []],
  ["https://bank.example\u2044login.other.example/", []],
  ["https://bank.example%2eother.example/ https://bank\u00ad.example", []],
  [
    "https://пример.рф/a https://[::1]:8080/ HTTPS://Example.ORG",
    ["https://пример.рф/a", "https://[::1]:8080/", "HTTPS://Example.ORG"],
  ],
  ["https://example.org\\@other.example", ["https://example.org\\@other.example"]],
])("%s", (text, links) => {
  expect(linksIn(text)).toEqual(links);
  expect(
    pieces(text)
      .map((piece) => piece.text)
      .join(""),
  ).toBe(text);
});
