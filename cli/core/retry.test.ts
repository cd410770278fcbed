import { randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import { type Asking, askAgain, type Trouble, troubleOfError, troubleOfStatus } from "./retry.ts";

const peer = () => `the server ${randomUUID()}`;

/** Asks a peer that is in trouble so often; answers how often it was asked. */
async function asked(trouble: Trouble, times: number, asking: Partial<Asking> = {}): Promise<[number, string]> {
  let count = 0;
  const answer = await askAgain(
    { peer: peer(), ...asking },
    async () => {
      count += 1;
      return count > times ? "well" : "in trouble";
    },
    (tried) => ("value" in tried && tried.value === "well" ? undefined : trouble),
  );
  return [count, answer];
}

const busy: Trouble = { says: "is busy (429)" };

test("asks until the peer answers well", async () => {
  expect(await asked(busy, 2)).toEqual([3, "well"]);
});

test("lets the last answer stand when the time is up", async () => {
  const [count, answer] = await asked(busy, 1_000, { withinMs: 600 });
  expect(answer).toBe("in trouble");
  expect(count).toBeGreaterThan(2);
});

test("throws the last error when the time is up", async () => {
  const error = new Error("reset");
  const asking = askAgain(
    { peer: peer(), withinMs: 100 },
    () => Promise.reject(error),
    () => busy,
  );
  await expect(asking).rejects.toBe(error);
});

test("waits as long as it is asked to, and says so", async () => {
  const said: string[] = [];
  const name = peer();
  const start = performance.now();
  await asked({ ...busy, afterMs: 1_000 }, 1, { peer: name, onWait: (text) => said.push(text) });
  expect(performance.now() - start).toBeGreaterThan(990);
  expect(said).toEqual([`${name} is busy (429): asking again in 1 s`]);
});

test("asks a last time at the end where it is asked to wait for longer", async () => {
  expect(await asked({ ...busy, afterMs: 3_600_000 }, 1, { withinMs: 200 })).toEqual([2, "well"]);
});

test("several requests that wait for one peer say so once", async () => {
  const said: string[] = [];
  const asking = { peer: peer(), onWait: (text: string) => said.push(text) };
  await Promise.all([1, 2, 3].map(() => asked({ ...busy, afterMs: 1_000 }, 1, asking)));
  expect(said).toHaveLength(1);
});

test("is not asked again once the run is stopped, whatever it was told to wait", async () => {
  const stopping = new AbortController();
  setTimeout(() => stopping.abort(), 50);
  const [count, answer] = await asked({ ...busy, afterMs: 20_000 }, 1_000, { signal: stopping.signal });
  expect([count, answer]).toEqual([1, "in trouble"]);
  expect(await asked(busy, 1_000, { signal: stopping.signal })).toEqual([1, "in trouble"]);
});

test.each<[what: string, trouble: Trouble]>([
  ["a peer that never answered", { says: "does not answer", isAbsent: true }],
  ["what rarely passes", { says: "fails (500)", isStubborn: true }],
])("%s is asked for a moment only", async (_, trouble) => {
  const start = performance.now();
  await asked(trouble, 1_000);
  expect(performance.now() - start).toBeLessThan(10_000);
});

test("a peer that has answered before is waited for", async () => {
  const known = peer();
  await asked(busy, 0, { peer: known });
  const [, answer] = await asked({ says: "does not answer", isAbsent: true, afterMs: 6_000 }, 1, { peer: known });
  expect(answer).toBe("well");
});

describe("a status", () => {
  test.each([200, 204, 301, 400, 401, 403, 404, 409, 410, 413, 422, 501])("%i is an answer", (status) => {
    expect(troubleOfStatus(status, null)).toBeUndefined();
  });

  test.each([429, 500, 502, 503, 504])("%i is trouble", (status) => {
    expect(troubleOfStatus(status, null)?.says).toContain(`(${status})`);
  });

  test("says when to come back, in seconds or as a date", () => {
    expect(troubleOfStatus(429, "7")?.afterMs).toBe(7_000);
    expect(troubleOfStatus(503, new Date(Date.now() + 60_000).toUTCString())?.afterMs).toBeGreaterThan(50_000);
    expect(troubleOfStatus(403, "7")).toEqual({ says: "is busy (403)", afterMs: 7_000 });
    expect(troubleOfStatus(403, null)).toBeUndefined();
    expect(troubleOfStatus(429, "soon")).toEqual({ says: "is busy (429)", afterMs: undefined });
  });
});

describe("an error", () => {
  const failed = (code: string) => new TypeError("fetch failed", { cause: Object.assign(new Error(code), { code }) });

  test.each(["ECONNREFUSED", "ECONNRESET", "EPIPE", "UND_ERR_SOCKET", "EAI_AGAIN", "ETIMEDOUT"])(
    "%s may pass",
    (code) => {
      expect(troubleOfError(failed(code))).toBeDefined();
    },
  );

  test.each(["ENOTFOUND", "CERT_HAS_EXPIRED", "DEPTH_ZERO_SELF_SIGNED_CERT", "ERR_INVALID_URL"])("%s stays", (code) => {
    expect(troubleOfError(failed(code))).toBeUndefined();
  });

  test("of a silent peer may pass, and one of ours does not", () => {
    expect(troubleOfError(AbortSignal.abort(new DOMException("", "TimeoutError")).reason)).toBeDefined();
    expect(troubleOfError(new TypeError("x is not a function"))).toBeUndefined();
  });
});
