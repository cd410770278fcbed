import { expect, test } from "vitest";
import { doubledKeys } from "./doubled-keys.ts";

test("a key that stands twice is found where it stands again", () => {
  const text = "port: 80\nimage: { tag: a, tag: b }\nport: 81 # again\n---\nport: 82\n";
  expect(doubledKeys(text)).toEqual([
    { line: 2, text: "image: { tag: a, tag: b }" },
    { line: 3, text: "port: 81 # again" },
  ]);
  expect(doubledKeys("a: &a { b: 2 }\nb: &b { a: 2 }\nc:\n  <<: *a\n  <<: *b\n")).toEqual([]);
});
