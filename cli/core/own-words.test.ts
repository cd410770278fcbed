import { globSync } from "node:fs";
import { expect, test } from "vitest";
import { listedWordsIn } from "../../testing/patterns/syntax.ts";
import { ownWords } from "./own-words.ts";

test("every word that a type of the program lists is one of its own", () => {
  const unknown = globSync("{cli,lib}/**/*.ts")
    .filter((path) => !/\.test\.ts$/.test(path))
    .flatMap((path) => listedWordsIn(path))
    .filter((word) => /^[a-z]{4,}$/.test(word) && !ownWords.has(word));
  expect([...new Set(unknown)]).toEqual([]);
});
