import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { english } from "./english.js";
import { portuguese } from "./portuguese.js";
import { spanish } from "./spanish.js";

const html = readFileSync(new URL("index.html", import.meta.url), "utf8");
const known: Record<string, unknown> = english;

test("the page itself says what the English texts say", () => {
  const texts = [...html.matchAll(/data-text="(\w+)"[^>]*>([^<]*)</g)].map(([, key = "", text]) => [key, text]);
  const labels = [...html.matchAll(/aria-label="([^"]*)"[^>]*data-label="(\w+)"/g)].map(([, text, key = ""]) => [
    key,
    text,
  ]);
  const placeholders = [...html.matchAll(/ placeholder="([^"]*)" data-placeholder="(\w+)"/g)].map(
    ([, text, key = ""]) => [key, text],
  );
  const said = [...texts, ...labels, ...placeholders];
  expect(said.length).toBe([...html.matchAll(/data-(text|label|placeholder)="/g)].length);
  expect(Object.fromEntries(said)).toEqual(Object.fromEntries(said.map(([key = ""]) => [key, known[key]])));
});

const namesIn = (text: unknown) => [...JSON.stringify(text).matchAll(/\{\w+\}/g)].map(([name]) => name).sort();

test.each([
  ["Portuguese", portuguese],
  ["Spanish", spanish],
])("%s fills the same things in", (_, texts) => {
  for (const [key, text] of Object.entries(texts)) expect([key, namesIn(text)]).toEqual([key, namesIn(known[key])]);
});
