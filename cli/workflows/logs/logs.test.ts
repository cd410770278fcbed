import { expect, test } from "vitest";
import { preconditionError } from "../../../lib/errors.ts";
import { failureOf } from "../../../testing/chatops/failure.ts";
import type { LogSource } from "../../environments/log-source.ts";
import { readLogs } from "./logs.ts";

const source = (name: string, read: LogSource["read"]): LogSource => ({
  name,
  run: name,
  isRunning: true,
  startedAt: undefined,
  read,
});
const talking = source("chat", async (_, onLine) => onLine({ at: "", text: "hello" }));
const gone = source("helper", () => Promise.reject(preconditionError("there is no such container")));
const { signal } = new AbortController();

test("a log that cannot be read is named, and the others are told", async () => {
  const warnings: string[] = [];
  const steps = { signal, warn: (text: string) => void warnings.push(text) };
  expect(await readLogs([gone, talking], {}, steps)).toEqual([{ source: "chat", lines: [{ at: "", text: "hello" }] }]);
  expect(warnings).toEqual(["helper: there is no such container"]);
  expect((await failureOf(readLogs([gone], {}, steps))).message).toBe("there is no such container");
  expect(await readLogs([], {}, steps)).toEqual([]);
});
