import { expect, test } from "vitest";
import { withoutControls } from "./controls.ts";

test.each([
  ["colours", "\u001b[31mred\u001b[0m", "red"],
  ["the window's title", "\u001b]0;owned\u0007text", "text"],
  ["a hyperlink", "\u001b]8;;http://evil\u0007here\u001b]8;;\u0007", "here"],
  ["a lone escape", "a\u001b", "a"],
  ["backspaces and returns", "rm -rf\b\b\r ok", "rm -rf ok"],
  ["8-bit control sequences", "a\u009b31mb", "ab"],
  ["an 8-bit title", "a\u009d0;owned\u009cb", "ab"],
  ["movements of the cursor", "a\u001b[2J\u001b[1;1Hb", "ab"],
  ["a character set", "a\u001b(0b", "ab"],
  ["a reset of the terminal", "a\u001bcb", "ab"],
  ["a string for the device", "a\u001bP1$r0m\u001b\\b", "ab"],
  ["a title that nobody ends: its text stays", "a\u001b]0;owned\nError: no", "a0;owned\nError: no"],
  ["a title that ends on another line: nothing between is lost", "\u001b]0;a\nError: no\n\u0007", "0;a\nError: no\n"],
  ["a sequence inside a title", "\u001b]0;a\u001b[31mred", "0;ared"],
  ["a sequence that nobody ends", "a\u001b[12", "a12"],
  ["what turns the direction of a text", "a\u202eb\u2066c\u2069", "abc"],
])("%s: taken out of others' text", (_, text, expected) => {
  expect(withoutControls(text)).toBe(expected);
});

test("leaves line ends, tabs and letters of all languages", () => {
  expect(withoutControls("Olá\t日本\nπ")).toBe("Olá\t日本\nπ");
});
