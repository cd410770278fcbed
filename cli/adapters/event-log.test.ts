import { appendFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { folder, read } from "../../testing/fixtures/folder.ts";
import { clearEventLog, lastTimeIn, openEventLog, readEventLog } from "./event-log.ts";

test("lines stand in the order in which they came, and a log is gone on with", async () => {
  const directory = folder();
  const file = join(directory, "run", "events.ndjson");
  for (const part of ["a", "b"]) {
    const log = await openEventLog(file, 1_000);
    for (const number of [1, 2]) log.write(`${part}${number}`, false);
    await log.close();
  }
  expect(read(directory, "run/events.ndjson")).toBe("a1\na2\nb1\nb2\n");
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

test("a full log takes only what counts, and of that not more than as much again", async () => {
  const directory = folder();
  const log = await openEventLog(join(directory, "events.ndjson"), 1_000);
  for (let line = 0; line < 10_000; line += 1) log.write("x".repeat(99), false);
  log.write("the end", true);
  for (let line = 0; line < 10_000; line += 1) log.write("y".repeat(99), true);
  await log.close();
  const text = read(directory, "events.ndjson");
  expect(text).toContain("the log is full");
  expect(text).toContain("\nthe end\n");
  expect(text.length).toBeLessThan(2_200);
});

test("a log is read on from where somebody was, line by line, also while it grows", async () => {
  const file = join(folder(), "events.ndjson");
  expect(await readEventLog(file, 0)).toEqual({ lines: [], next: 0 });
  const long = "é".repeat(200_000);
  writeFileSync(file, `one\n${long}\nhal`);
  const first = await readEventLog(file, 0);
  expect(first).toEqual({ lines: ["one"], next: 4 });
  const second = await readEventLog(file, first.next);
  expect(second.lines).toEqual([long]);
  expect(await readEventLog(file, second.next)).toEqual({ lines: [], next: second.next });
  appendFileSync(file, "f\n");
  expect((await readEventLog(file, second.next)).lines).toEqual(["half"]);
  expect(await readEventLog(file, 10_000_000)).toEqual({ lines: [], next: 10_000_000 });
});

test("when something was told last is known, until the log is cleared", async () => {
  const file = join(folder(), "events.ndjson");
  expect(await lastTimeIn(file)).toBe("");
  const at = (minute: number) => `2026-11-30T02:0${minute}:00.000Z`;
  const lines = [1, 2].map((minute) => JSON.stringify({ at: at(minute), type: "note", text: "x" }));
  writeFileSync(file, `${lines.join("\n")}\n{"type":"output","text":"y"}\n`);
  expect(await lastTimeIn(file)).toBe(at(2));
  await clearEventLog(file);
  expect(await lastTimeIn(file)).toBe("");
});
