import type { IncomingMessage } from "node:http";
import { expect, test } from "vitest";
import { Addresses, addressOf } from "./addresses.ts";
import { defaultLimits } from "./limits.ts";

const asked = (from: string, forwarded?: string) =>
  ({ headers: { "x-forwarded-for": forwarded }, socket: { remoteAddress: from } }) as unknown as IncomingMessage;

test.each([
  ["by itself", asked("10.0.0.1"), 0, "10.0.0.1"],
  ["by itself, on a socket of both kinds", asked("::ffff:10.0.0.1"), 0, "10.0.0.1"],
  ["and says that it comes from elsewhere", asked("10.0.0.1", "6.6.6.6"), 0, "10.0.0.1"],
  ["through a proxy", asked("10.0.0.9", "10.0.0.1"), 1, "10.0.0.1"],
  ["through a proxy, and says that it comes from elsewhere", asked("10.0.0.9", "6.6.6.6, 10.0.0.1"), 1, "10.0.0.1"],
  ["through fewer proxies than there are", asked("10.0.0.9", "10.0.0.1"), 3, "10.0.0.1"],
  ["past the proxy", asked("10.0.0.1"), 1, "10.0.0.1"],
  ["with one of its many addresses", asked("2001:db8::a:0:0:1"), 0, "2001:db8:0:0::/64"],
  ["with another one of them", asked("2001:0DB8:0:0:b::2"), 0, "2001:db8:0:0::/64"],
  ["from this machine", asked("::1"), 0, "0:0:0:0::/64"],
])("a client that comes %s is known", (_, request, proxies, address) => {
  expect(addressOf(request, proxies)).toBe(address);
});

test("an address that left and comes back has what it had", () => {
  const addresses = new Addresses({ ...defaultLimits, connectionsPerAddress: 1 });
  const first = addresses.enter("a");
  expect(addresses.enter("a")).toBeUndefined();
  expect(addresses.enter("b")).toBeDefined();
  if (first) addresses.leave(first);
  addresses.forget(performance.now());
  const again = addresses.enter("a");
  expect(again).toBe(first);
  if (again) addresses.leave(again);
  addresses.forget(performance.now() + 3_600_000);
  expect(addresses.enter("a")).not.toBe(first);
});
