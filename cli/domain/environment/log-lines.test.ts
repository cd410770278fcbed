import { expect, test } from "vitest";
import { readStamped } from "./log-lines.ts";

test("the time of a line is read, and can be compared as text", () => {
  expect(readStamped("2026-03-01T12:00:00.12Z hello  world ")).toEqual({
    at: "2026-03-01T12:00:00.120000000Z",
    text: "hello  world",
  });
  const [early, late] = ["2026-03-01T12:00:00.1Z a", "2026-03-01T12:00:00.12Z b"].map(readStamped);
  expect((early?.at ?? "") < (late?.at ?? "")).toBe(true);
  expect(readStamped("2026-03-01T12:00:00Z ")).toEqual({ at: "2026-03-01T12:00:00.000000000Z", text: "" });
});

test("a line without a time is kept, and none of them obeyed by a terminal", () => {
  expect(readStamped("\u001b[31mred\u001b[0m")).toEqual({ at: "", text: "red" });
});
