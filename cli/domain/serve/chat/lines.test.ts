import { expect, test } from "vitest";
import { previewLines } from "./lines.ts";

const commit = "3f2a1b0".padEnd(40, "0");

test("previews are told with where they are reached, and what is wrong with them", () => {
  const until = "2026-03-08T12:00:00.000Z";
  const lines = previewLines({
    name: "shop",
    previews: [
      { number: 7, state: "ready", commit, address: "http://10.0.0.7:8080", until },
      { number: 8, state: "failed", commit, why: "it crashes" },
      { number: 9, state: "asked", commit },
    ],
  });
  expect(lines).toEqual([
    "shop #7 3f2a1b0 is ready, http://10.0.0.7:8080, until 2026-03-08 12:00 UTC",
    "shop #8 3f2a1b0 failed: it crashes",
    "shop #9 3f2a1b0 waits for somebody who reads it",
  ]);
  expect(previewLines({ name: "shop", previews: [] })).toEqual(["shop: there is no preview"]);
});
