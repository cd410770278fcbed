import { expect, test } from "vitest";
import { frameOf, framesIn } from "./frames.ts";
import { Tape } from "./tape.ts";

const textsIn = (bytes: Buffer) => [...framesIn(bytes)].map(({ payload }) => `${payload}`);

test.each([0, 1, 125, 126, 127, 65535, 65536, 200_000])("a text of %i bytes is one frame", (length) => {
  const text = "é".repeat(length / 2) + "x".repeat(length % 2);
  const tape = new Tape();
  tape.append(text);
  expect(tape.from(0)).toEqual(frameOf(text));
  expect(textsIn(tape.from(0))).toEqual([text]);
});

test("a tape gives its last messages from any of them on, however long it has run", () => {
  const tape = new Tape();
  const texts = Array.from({ length: 5000 }, (_, n) => `${n}:${"x".repeat((n * 7) % 600)}`);
  for (const text of texts) {
    tape.append(text);
    tape.keep(100);
  }
  expect(textsIn(tape.from(0))).toEqual(texts.slice(-100));
  expect(textsIn(tape.from(98))).toEqual(texts.slice(-2));
  expect(tape.from(100)).toHaveLength(0);
});

test("what a socket still reads is never overwritten", () => {
  const tape = new Tape();
  const reading: [Buffer, string][] = [];
  for (let n = 0; n < 3000; n++) {
    tape.append(`${n}`.repeat(100));
    tape.keep(10);
    reading.push([tape.from(tape.length - 1), `${n}`.repeat(100)]);
  }
  for (const [bytes, text] of reading) expect(textsIn(bytes)).toEqual([text]);
});
