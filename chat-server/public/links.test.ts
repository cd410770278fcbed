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
])("%s", (text, links) => {
  expect(linksIn(text)).toEqual(links);
  expect(
    pieces(text)
      .map((piece) => piece.text)
      .join(""),
  ).toBe(text);
});
