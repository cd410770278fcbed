import { expect, test } from "vitest";
import { ownFrame, readFrame } from "./chat-frames.ts";

const at = 1_796_004_285_955;

test("a message has the name that the server vouches for, whatever its sender wrote", () => {
  const data = { text: "/status", mid: "a1", uid: "~somebody", verified: true };
  const message = { id: "1", at, text: "/status", mid: "a1" };
  const read = (more: object) => readFrame(JSON.stringify({ type: "message", id: "1", at, data, ...more }));
  expect(read({ uid: "~ana", verified: true })).toEqual({ type: "message", message: { ...message, uid: "~ana" } });
  expect(read({})).toEqual({ type: "message", message: { ...message, uid: undefined } });
  expect(read({ uid: "~ana" })).toEqual({ type: "message", message: { ...message, uid: undefined } });
  expect(read({ uid: ["~ana"], verified: "true" })).toMatchObject({ message: { uid: undefined } });
});

test.each([
  ["no document", "hello"],
  ["nothing that is known", '{"type":"beat"}'],
  ["no object", "[]"],
  ["nothing", "null"],
])("a frame that is %s counts for nothing", (_, text) => {
  expect(readFrame(text)).toBeUndefined();
});

test("what others wrote is read in any shape, and never too much of it", () => {
  const frame = (data: unknown) => readFrame(JSON.stringify({ type: "message", id: "1", at, data }));
  for (const data of [undefined, null, 1, "text", [], { text: 1, mid: {} }])
    expect(frame(data)).toEqual({
      type: "message",
      message: { id: "1", at, uid: undefined, text: "", mid: undefined },
    });
  expect(frame({ text: "x".repeat(10_000) })).toMatchObject({ message: { text: "x".repeat(512) } });
});

test.each([
  ["short", "shop is held"],
  ["of several lines", "one\n\ttwo  three "],
  ["long", "x".repeat(2_000)],
  ["long and in another script", "é漢🚀".repeat(500)],
  ["long and full of quotes", '\\"\u0001'.repeat(500)],
])("a text that is %s is sent as one message that the server takes", (_, text) => {
  const frame = ownFrame({ mid: "a".repeat(36), title: "chatops", text, re: "b".repeat(36) }, new Date(at));
  expect(Buffer.byteLength(frame)).toBeLessThanOrEqual(512);
  const sent = JSON.parse(frame);
  expect(sent.text.replace(/…$/, "").length).toBeGreaterThan(0);
  expect(text.replace(/\s+/g, " ").startsWith(sent.text.replace(/…$/, "").replace(/\uFFFD$/, ""))).toBe(true);
  expect(sent.text).not.toContain("\n");
});
