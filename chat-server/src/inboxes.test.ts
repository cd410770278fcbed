import { expect, test } from "vitest";
import type { Connection } from "./connection.ts";
import { Inboxes } from "./inboxes.ts";

test("what is kept of a client that has left does not keep what was read with it", () => {
  const inboxes = new Inboxes();
  const address = { waiting: 0 };
  const connection = { address, heldBack: () => {} } as unknown as Connection;
  const read = Buffer.alloc(64 * 1024);
  for (let n = 0; n < 3; n++) inboxes.add(connection, read.subarray(n, n + 1), 10);
  inboxes.detach(connection);
  expect(address.waiting).toBe(3);
  const [, kept] = inboxes.next(() => true) ?? [];
  expect(kept?.buffer.byteLength).toBe(1);
  for (let n = 0; n < 2; n++) inboxes.next(() => true);
  expect([inboxes.isEmpty, address.waiting]).toEqual([true, 0]);
});
