import { expect, test } from "vitest";
import { sectionsOf } from "./changelog.ts";

test.each<[what: string, notes: string[], sections: Record<string, string[]>]>([
  ["nothing", [], {}],
  [
    "by kind, the most important first",
    ["fix: close sockets (1a2b3c4)", "feat: rooms (2b3c4d5)", "docs: explain (3c4d5e6)", "feat!: new API (4d5e6f7)"],
    {
      "Breaking changes": ["new API (4d5e6f7)"],
      Features: ["rooms (2b3c4d5)"],
      Fixes: ["close sockets (1a2b3c4)"],
      "Other changes": ["docs: explain (3c4d5e6)"],
    },
  ],
  ["with the scope", ["fix(api): time out (1a2b3c4)"], { Fixes: ["**api:** time out (1a2b3c4)"] }],
  ["whatever the case", ["Feat: rooms (1a2b3c4)"], { Features: ["rooms (1a2b3c4)"] }],
  ["free words as they are", ["Merge it: now (1a2b3c4)"], { "Other changes": ["Merge it: now (1a2b3c4)"] }],
  ["what was left out", ["and 12 earlier commits"], { "Other changes": ["and 12 earlier commits"] }],
])("a changelog sorts %s", (_, notes, sections) => {
  expect(sectionsOf(notes)).toEqual(Object.entries(sections).map(([title, lines]) => ({ title, lines })));
});
