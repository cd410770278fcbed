import { expect, test } from "vitest";
import { tomlEntries, tomlText, tomlTexts } from "./toml.ts";

const entries = tomlEntries(`name = "a" # mine
[workspace]
members = [
  "api",
  # "old",
  "web/*",
]
[[bin]]
name = 'one'
[[bin]]
name = "two"
[dependencies.sqlx]
features = ["postgres"]
broken`);

test("a TOML file has entries below sections, with their lines", () => {
  const shown = entries.map(({ section, key, value, line }) => [section, key, tomlTexts(value).join(" "), line]);
  expect(shown).toEqual([
    ["", "name", "a", 1],
    ["workspace", "members", "api web/*", 3],
    ["bin", "name", "one", 9],
    ["bin", "name", "two", 11],
    ["dependencies.sqlx", "features", "postgres", 13],
  ]);
  expect(new Set(entries.filter(({ section }) => section === "bin").map(({ part }) => part)).size).toBe(2);
});

test("a text stands in quotes", () => {
  expect([tomlText('"a" # b'), tomlText("'a'"), tomlText("1"), tomlText(undefined)]).toEqual([
    "a",
    "a",
    undefined,
    undefined,
  ]);
});
