import { describe, expect, test } from "vitest";
import { readMessage } from "./message.ts";

const read = (text: string) => readMessage(Buffer.from(text));

describe("a message", () => {
  test.each([
    ["is kept as it is", '{"text":"hi"}', '{"text":"hi"}'],
    ["loses white space at both ends", '  \t{"a":1}\r\n ', '{"a":1}'],
    ["loses Unicode white space, as Go's TrimSpace takes it", '\u0085\u00a0\u2003{"a":1}\u3000', '{"a":1}'],
    ["has spaces for line feeds", '{"a":\n1}', '{"a": 1}'],
    ["keeps a carriage return inside", '{"a":\r1}', '{"a":\r1}'],
    ["keeps the order and spelling of its fields", '{"b" : 1.50, "a":"\\u00e9"}', '{"b" : 1.50, "a":"\\u00e9"}'],
  ])("%s", (_, sent, stored) => {
    expect(read(sent)).toEqual({ text: stored, mid: undefined });
  });

  test.each([
    ["nothing", ""],
    ["white space", " \n "],
    ["plain text", "hello"],
    ["half a JSON object", '{"text":'],
    ["two JSON objects", "{}\n{}"],
    ["null", "null"],
    ["a number", "1"],
    ["a string", '"hello"'],
    ["an array", "[]"],
    ["a byte order mark first", '\ufeff{"a":1}'],
    ["a mid that is a number", '{"mid":1}'],
    ["a mid with a space", '{"mid":"a b"}'],
    ["an empty mid", '{"mid":""}'],
    ["a mid of 65 letters", `{"mid":"${"a".repeat(65)}"}`],
  ])("is not %s", (_, sent) => {
    expect(read(sent)).toBeUndefined();
  });

  test("is not bytes that are no UTF-8", () => {
    expect(readMessage(Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d]))).toBeUndefined();
  });

  test("tells its mid", () => {
    expect(read('{"mid":"A_1-z"}')?.mid).toBe("A_1-z");
  });

  test.each([
    ["gets its sender's uid", '{ "n" : 1e20, "l": [-0, 1.50, 12345678901234567890] }', "~me"],
    [
      "loses the mark of a proven uid",
      '{ "n" : 1e20, "l": [-0, 1.50, 12345678901234567890], "uid": "~me" }',
      undefined,
    ],
  ])("keeps the spelling of its numbers where it %s", (_, sent, uid) => {
    const text = `{"n":1e20,"l":[-0,1.50,12345678901234567890],"uid":"${uid ?? "me"}"}`;
    expect(readMessage(Buffer.from(sent), uid)?.text).toBe(text);
  });

  test("grows by no more than its sender's uid", () => {
    const sent = `{"a":[${"1e20,".repeat(100)}0]}`;
    expect(readMessage(Buffer.from(sent), "~me")?.text).toHaveLength(sent.length + ',"uid":"~me"'.length);
  });
});
