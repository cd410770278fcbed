import { describe, expect, test } from "vitest";
import type { Entry } from "./entry.ts";
import { framesIn } from "./frames.ts";
import { type Batch, History, historyLimit } from "./history.ts";

const entries = (from: number, to: number): Entry[] =>
  Array.from({ length: to - from + 1 }, (_, index) => ({ offset: from + index, text: `${from + index}`, storedAt: 0 }));

function historyOf(from: number, to: number): History {
  const history = new History();
  history.replace("now", entries(from, to));
  return history;
}

/** The offsets of the messages that a client is sent. */
const offsetsOf = (history: History, resumption: ReturnType<History["since"]>) =>
  resumption.outcome === "ahead" ? undefined : textsIn(history.batchAfter(resumption.after, "plain")).map(Number);

const textsIn = ({ frames }: Batch) => [...framesIn(frames)].map(({ payload }) => `${payload}`);

describe("the history", () => {
  test("is shown newest first", () => {
    const history = historyOf(1, 2);
    expect(`${history.json()}`).toBe("[2,1]");
    history.append(entries(3, 3));
    expect(`${history.json()}`).toBe("[3,2,1]");
  });

  test("is empty at first", () => {
    expect(`${historyOf(1, 0).json()}`).toBe("[]");
  });

  test("holds the last 1000 exactly", () => {
    const history = historyOf(1, 10);
    history.append(entries(11, 1300));
    expect(JSON.parse(`${history.json()}`)).toHaveLength(historyLimit);
    const { frames, count } = history.batchAfter(0, "telling");
    expect(count).toBe(historyLimit);
    expect(textsIn({ frames, count })[0]).toBe('{"type":"message","id":"301.now","data":301}');
  });

  test.each([
    ["the last id", "20.now", "recovered", []],
    ["an id in between", "17.now", "recovered", [18, 19, 20]],
    ["the id before the oldest", "10.now", "recovered", entries(11, 20).map(({ offset }) => offset)],
    ["an id further back", "9.now", "lost", entries(11, 20).map(({ offset }) => offset)],
    ["an id of another epoch", "17.then", "lost", entries(11, 20).map(({ offset }) => offset)],
    ["no id", "", "lost", entries(11, 20).map(({ offset }) => offset)],
    ["nonsense", "-1.now", "lost", entries(11, 20).map(({ offset }) => offset)],
    ["an id it has not reached", "21.now", "ahead", undefined],
  ])("answers %s", (_, since, outcome, offsets) => {
    const history = historyOf(11, 20);
    const resumption = history.since(since);
    expect([resumption.outcome, offsetsOf(history, resumption)]).toEqual([outcome, offsets]);
  });

  test("gives everyone at the same place the same bytes", () => {
    const history = historyOf(1, 20);
    expect(history.batchAfter(10, "plain").frames).toBe(history.batchAfter(10, "plain").frames);
    history.append(entries(21, 22));
    expect(textsIn(history.batchAfter(20, "plain"))).toEqual(["21", "22"]);
    expect(history.batchAfter(22, "plain")).toMatchObject({ count: 0, frames: Buffer.alloc(0) });
  });

  test("knows that nothing came before the first message", () => {
    expect(historyOf(1, 3).since("0.now").outcome).toBe("recovered");
    expect(historyOf(1, 0).since("0.now").outcome).toBe("recovered");
  });
});
