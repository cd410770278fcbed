import { describe, expect, test } from "vitest";
import { stringify } from "yaml";
import { addressInIndex } from "./repository-index.ts";

const entry = (version: string, ...urls: string[]) => ({ version, description: "a: b\n\nchat:\n  - c", urls });
const entries = {
  base: [entry("1.0.0", "charts/base-1.0.0.tgz")],
  chat: [entry("1.4.0", "charts/chat-1.4.0.tgz", "https://mirror.example.com/chat.tgz"), entry("1.3.0", "old.tgz")],
  "chat-ui": [entry("1.4.0", "charts/chat-ui-1.4.0.tgz")],
};
const index = { apiVersion: "v1", entries, generated: "2026-11-29T10:00:00Z", serverInfo: {} };

describe("an index says where a chart is", () => {
  test.each([
    ["in lines as Helm writes them", stringify(index, { indentSeq: false })],
    ["with indented lists", stringify(index)],
    ["with quoted names", stringify(index, { defaultKeyType: "QUOTE_DOUBLE" })],
    ["as JSON", JSON.stringify(index)],
    ["at its end", stringify({ entries: { chat: entries.chat } }, { indentSeq: false })],
  ])("%s", (_, text) => {
    expect(addressInIndex(text, { name: "chat", version: "1.4.0" })).toBe("charts/chat-1.4.0.tgz");
    expect(addressInIndex(text, { name: "chat", version: "1.3.0" })).toBe("old.tgz");
  });
});

test.each([
  ["another version", { name: "chat", version: "1.4" }],
  ["another chart", { name: "cha", version: "1.4.0" }],
])("an index does not know %s", (_, chart) => {
  expect(addressInIndex(stringify(index, { indentSeq: false }), chart)).toBeUndefined();
});

test.each(["<p>a: b: c</p>\n\t", "", "entries:\n", "entries: {}\n", "entries: []\n", "entries:\n  chat:\n", "nothing", "entries:\n  chat: 1\n"])(
  "%j has no chart",
  (text) => {
    expect(addressInIndex(text, { name: "chat", version: "1.4.0" })).toBeUndefined();
  },
);
