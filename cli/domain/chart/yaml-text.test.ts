import { describe, expect, test } from "vitest";
import { type Entry, NotAMap, withValues } from "./yaml-text.ts";

const tag: Entry = [["image", "tag"], "1.4.0"];
const set = (text: string, ...entries: Entry[]) => withValues(text, entries.length > 0 ? entries : [tag]);

describe("a value is put where it stands, and nothing else is changed:", () => {
  test.each<[what: string, before: string, after: string]>([
    ["a text", "image:\n  tag: old # c\nmode: 0644\n", 'image:\n  tag: "1.4.0" # c\nmode: 0644\n'],
    ["quoted", "image:\n  'tag' : 'it''s'\n", "image:\n  'tag' : \"1.4.0\"\n"],
    ["nothing", "image:\n  tag:\n  a: 1\n", 'image:\n  tag: "1.4.0"\n  a: 1\n'],
    ["a comment", "image:\n  tag: # later\n", 'image:\n  tag: "1.4.0" # later\n'],
    ["a number over lines", "image:\n  tag: |-\n    old\n  a: 1\n", 'image:\n  tag: "1.4.0"\n  a: 1\n'],
    ["in one line", "image: { tag: old, a: 01 }\n", 'image: { tag: "1.4.0", a: 01 }\n'],
    ["a key alone", "image: {tag, a: 1}\n", 'image: {tag: "1.4.0", a: 1}\n'],
    ["anchored", "image: { tag: &t old }\nother: *t\n", 'image: { tag: &t "1.4.0" }\nother: *t\n'],
    ["anchored and empty", "image:\n  tag: &t\nother: *t\n", 'image:\n  tag: &t "1.4.0"\nother: *t\n'],
    ["an alias", "v: &v 1.10\nimage: { tag: *v }\n", 'v: &v 1.10\nimage: { tag: "1.4.0" }\n'],
    ["below an alias", "a: &a { tag: old }\nimage: *a\n", 'a: &a { tag: "1.4.0" }\nimage: *a\n'],
    ["doubled", "image: { tag: a }\nimage: { tag: b, tag: c }\n", 'image: { tag: a }\nimage: { tag: b, tag: "1.4.0" }\n'],
    ["with CRLF", "image:\r\n  tag: old\r\nb: 1\r\n", 'image:\r\n  tag: "1.4.0"\r\nb: 1\r\n'],
    ["behind a byte order mark", "\uFEFFimage:\n  tag: old\n", '\uFEFFimage:\n  tag: "1.4.0"\n'],
    ["in each document", "image: { tag: a }\n---\nimage: { tag: b }\n", 'image: { tag: "1.4.0" }\n---\nimage: { tag: "1.4.0" }\n'],
  ])("%s", (_, before, after) => {
    expect(set(before)).toBe(after);
  });
});

describe("a key that is missing comes last:", () => {
  test.each<[what: string, before: string, after: string]>([
    ["in an empty text", "", 'image:\n  tag: "1.4.0"\n'],
    ["after comments", "# none\n", '# none\nimage:\n  tag: "1.4.0"\n'],
    ["after the mark of a document", "---\n# none\n", '---\n# none\nimage:\n  tag: "1.4.0"\n'],
    ["after other keys", "a: 01\n# end", 'a: 01\nimage:\n  tag: "1.4.0"\n# end'],
    ["in an empty map", "image: {}\n", 'image: {tag: "1.4.0"}\n'],
    ["in place of nothing", "image: # later\na: 1\n", 'image: {tag: "1.4.0"} # later\na: 1\n'],
    ["in place of null", "image: ~\n", 'image: {tag: "1.4.0"}\n'],
    ["in a block", "image:\n  a: 1 # c\n\nb: 1\n", 'image:\n  a: 1 # c\n  tag: "1.4.0"\n\nb: 1\n'],
    ["after a list", "image:\n  a:\n  - 1\nb: 1\n", 'image:\n  a:\n  - 1\n  tag: "1.4.0"\nb: 1\n'],
    ["in one line", "image: { a: 1, }\n", 'image: { a: 1, tag: "1.4.0", }\n'],
    ["after a merge that has it", "a: &a { tag: x }\nimage:\n  tag: y\n  <<: *a\n", 'a: &a { tag: x }\nimage:\n  tag: y\n  <<: *a\n  tag: "1.4.0"\n'],
    ["with CRLF", "a: 1\r\n", 'a: 1\r\nimage:\r\n  tag: "1.4.0"\r\n'],
    ["before the next document", "a: 1\n---\nb: 1\n", 'a: 1\nimage:\n  tag: "1.4.0"\n---\nb: 1\n'],
  ])("%s", (_, before, after) => {
    expect(set(before)).toBe(after);
  });
});

describe("several values are put as one after another:", () => {
  const keys = ["registry", "repository", "tag", "digest"];
  const entries = keys.map((key): Entry => [["image", key], `${key}!`]);
  test.each([
    "image:\n  registry: a\n  repository: b\n  tag: c\n  digest: d\n",
    "image: { tag: old, repository: x }\n---\nimage: { digest: b }\n",
    "image:\n  tag: &t a\n  digest: *t\n",
    "image:\n  tag: a\nother: 1\n",
    "a: &a { tag: x, digest: y }\nimage:\n  repository: z\n  <<: *a\n",
    "a: &a { tag: x, digest: y }\nimage: *a\n",
    "image: {}\n",
    "# none\n",
  ])("%j", (text) => {
    const oneByOne = entries.reduce((changed, entry) => withValues(changed, [entry]), text);
    expect(withValues(text, entries)).toBe(oneByOne);
  });
});

test("what is merged into the whole file is found there", () => {
  const text = "a: &a\n  image: { tag: x }\n<<: *a\n";
  expect(set(text)).toBe('a: &a\n  image: { tag: "1.4.0" }\n<<: *a\n');
});

test("keys may lie deep, and have dots in their names", () => {
  const entries: Entry[] = [[["web", "images", "chat.web"], "a"], [["web", "images", "on"], "b"]];
  expect(set("web: {}\n", ...entries)).toBe('web: {images: {chat.web: "a", "on": "b"}}\n');
});

test.each(["image: chat:1\n", "image: [a]\n", "image: { tag: [a] }\n", "- a\n", "text\n"])("is no map: %o", (text) => {
  expect(() => set(text)).toThrow(NotAMap);
});
