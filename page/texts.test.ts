import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { english } from "./english.js";
import { portuguese } from "./portuguese.js";

const html = readFileSync(new URL("index.html", import.meta.url), "utf8");
const known: Record<string, unknown> = english;

test("the page itself says what the English texts say", () => {
  const said = [...html.matchAll(/data-text="(\w+)"[^>]*>([^<]*)</g)].map(([, key = "", text]) => [key, text]);
  expect(said.length).toBe([...html.matchAll(/data-text="/g)].length);
  expect(Object.fromEntries(said)).toEqual(Object.fromEntries(said.map(([key = ""]) => [key, known[key]])));
});

const namesIn = (text: unknown) => [...JSON.stringify(text).matchAll(/\{\w+\}/g)].map(([name]) => name).sort();

test("Portuguese has the same texts, and fills the same things in", () => {
  expect(Object.keys(portuguese)).toEqual(Object.keys(english));
  for (const [key, text] of Object.entries(portuguese))
    expect([key, namesIn(text)]).toEqual([key, namesIn(known[key])]);
});
