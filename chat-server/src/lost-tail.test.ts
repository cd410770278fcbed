import { expect, test } from "vitest";
import { lostTail } from "./lost-tail.ts";

/** `4a`: the offset 4, and which message has it. */
const entries = (list: string) =>
  list
    .split(" ")
    .filter(Boolean)
    .map((entry) => ({
      offset: Number.parseInt(entry, 10),
      text: entry,
      storedAt: Number.parseInt(entry, 10) * 10,
    }));

test.each([
  ["nothing was lost", "1 2 3", "1 2 3", 3, ""],
  ["others went on", "1 2 3", "1 2 3 4 5", 5, ""],
  ["the last are gone", "1 2 3 4", "1 2", 2, "3 4"],
  ["others have their places by now", "1 2 3 4", "1 2 3b 4b 5b", 5, "3 4"],
  ["others have some of their places by now", "1 2 3 4", "1 2 3b", 3, "3 4"],
  ["one was deleted", "1 2 3", "1 3", 3, ""],
  ["the last was deleted", "1 2 3", "1 2", 3, ""],
  ["everything is gone", "1 2 3", "", 0, "1 2 3"],
  ["everything was deleted", "1 2 3", "", 3, ""],
  ["this replica was away for long", "1 2 3", "1001 1002", 1002, ""],
  ["this replica has seen nothing", "", "1 2", 2, ""],
])("where %s", (_, seen, stream, last, lost) => {
  expect(lostTail(entries(seen), { entries: entries(stream), last })).toEqual(entries(lost));
});

test("what another replica has written back is not lost, wherever it stands now", () => {
  const [first, ...lost] = entries("1 2 3");
  const restored = lost.map((entry) => ({ ...entry, offset: entry.offset + 5 }));
  const stream = { entries: [...(first ? [first] : []), ...entries("2b 3b 4b 5b 6b"), ...restored], last: 8 };
  expect(lostTail(entries("1 2 3"), stream)).toEqual([]);
});
