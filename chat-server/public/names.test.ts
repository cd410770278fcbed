import { expect, test } from "vitest";
import { initialOf, shownName } from "./names.js";

const family = "👩‍👩‍👧‍👦";

test.each([
  ["Ana", "Ana", "A"],
  ["  élodie ", "élodie", "É"],
  ["مريم", "مريم", "م"],
  [`${family} Silva`, `${family} Silva`, family],
  ["🇧🇷 Bruno", "🇧🇷 Bruno", "🇧🇷"],
  ["\u202eevil\u2066", "evil", "E"],
  ["\u200b\u2060\u3164", "?", "?"],
  ["\u2800", "?", "?"],
  ["\u0301\u00ad", "?", "?"],
  ["", "?", "?"],
  ["W".repeat(150), `${"W".repeat(40)}…`, "W"],
  [family.repeat(10), family.repeat(10), family],
  [family.repeat(50), `${family.repeat(40)}…`, family],
])("%j is shown as %s, in short %s", (claimed, shown, initial) => {
  expect([shownName(claimed), initialOf(shownName(claimed))]).toEqual([shown, initial]);
});
