import { expect, test } from "vitest";
import { preconditionError } from "../../../lib/errors.ts";
import type { Steps } from "../../core/steps.ts";
import type { LogSource } from "../../environments/log-source.ts";
import { followLogs } from "./follow.ts";

test("what cannot be read is told once, and not tried again at each look", async () => {
  const stop = new AbortController();
  const warnings: string[] = [];
  const steps = {
    signal: stop.signal,
    warn: (text: string) => void warnings.push(text),
    log: () => {},
    note: () => {},
  };
  const seen = { looks: 0, tries: 0 };
  const read = () => {
    seen.tries += 1;
    return Promise.reject(preconditionError("pods/log is forbidden"));
  };
  const source: LogSource = { name: "chat", run: "1", isRunning: true, startedAt: undefined, read };
  const find = async () => {
    seen.looks += 1;
    if (seen.looks === 3) stop.abort();
    return [source];
  };
  await expect(followLogs(find, {}, steps as unknown as Steps)).rejects.toThrow();
  expect(seen).toMatchObject({ looks: 3 });
  expect(seen.tries).toBeLessThan(seen.looks);
  expect(warnings).toEqual(["chat: pods/log is forbidden"]);
}, 20_000);
