import { expect, test } from "vitest";
import { holderOf, reservationMessage } from "./reservation.ts";

const holder = { who: "robot@build-1", since: "2026-03-01T12:00:00.000Z", nonce: "n-1" };

test("names its holder to whoever finds it", () => {
  expect(holderOf(reservationMessage(holder))).toBe("robot@build-1 since 2026-03-01T12:00:00.000Z");
});

test("differs between two runs of one user in the same moment", () => {
  expect(reservationMessage(holder)).not.toBe(reservationMessage({ ...holder, nonce: "n-2" }));
});

test("of another tool has an unknown holder", () => {
  expect(holderOf("Taken!")).toBe("unknown since unknown");
});
