import { describe, expect, test } from "vitest";
import { Client } from "./testing/client.ts";
import { startReplica } from "./testing/replica.ts";

/** How often it is said when several clients come, each with such headers. */
async function warnings(trustedProxies: number, headers: Record<string, string>): Promise<number> {
  const { port, log } = await startReplica({ trustedProxies });
  for (let n = 0; n < 3; n++) await Client.connect(port, undefined, {}, headers);
  return log.filter((line) => line.includes("TRUSTED_PROXIES")).length;
}

describe("that clients are behind a proxy", () => {
  const forwarded = { "X-Forwarded-For": "192.0.2.1" };

  test("is told once where nobody has said so", async () => {
    expect(await warnings(0, forwarded)).toBe(1);
  });

  test("is no news where somebody has, or where they are not", async () => {
    expect([await warnings(1, forwarded), await warnings(0, {})]).toEqual([0, 0]);
  });
});
