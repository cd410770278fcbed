import { describe, expect, test } from "vitest";
import { approves } from "./approval.ts";

const head = "b".repeat(40);
const older = "a".repeat(40);
const announcedAt = "2026-11-29T10:00:00Z";
const later = "2026-11-29T10:00:01Z";

const of = (text: string, at = later) => approves({ text, at }, { head, announcedAt });

test("a commit is approved by itself, also in a longer comment and with the line ends of a browser", () => {
  expect(of(`/ok-to-test ${head}`)).toBe(true);
  expect(of(`I read it.\r\n/ok-to-test ${head}  \r\nThanks!`)).toBe(true);
  expect(of("/ok-to-test")).toBe(true);
  // Whenever that is written: it says what it means.
  expect(of(`/ok-to-test ${head}`, "2026-11-01T00:00:00Z")).toBe(true);
  expect(approves({ text: `/ok-to-test ${head}`, at: later }, { head, announcedAt: undefined })).toBe(true);
});

describe("nothing else approves it:", () => {
  test.each([
    ["another commit", `/ok-to-test ${older}`],
    ["the beginning of its hash, as another commit can be made to begin so", `/ok-to-test ${head.slice(0, 12)}`],
    ["a word in a sentence", `please /ok-to-test ${head}`],
    ["more behind it", "/ok-to-test now"],
    ["another word", "/ok-to-tests"],
    ["nothing", ""],
  ])("%s", (_, text) => {
    expect(of(text)).toBe(false);
  });

  test("a comment from before it was said that this very commit waits, or from the same moment", () => {
    expect(of("/ok-to-test", "2026-11-29T09:59:59Z")).toBe(false);
    expect(of("/ok-to-test", announcedAt)).toBe(false);
    expect(approves({ text: "/ok-to-test", at: later }, { head, announcedAt: undefined })).toBe(false);
  });
});
