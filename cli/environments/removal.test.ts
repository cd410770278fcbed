import { expect, test } from "vitest";
import { type Data, divideData, verifyConfirmed } from "./removal.ts";

const claim = (name: string): Data => ({ kind: "claim", name });

test("of the data that is there by now only what was confirmed is deleted", () => {
  const found = [claim("data"), claim("new")];
  const confirmed = [claim("data"), claim("gone")];
  expect(divideData(found, confirmed, true)).toEqual({ kept: [claim("new")], deleted: [claim("data")] });
  expect(divideData(found, confirmed, false)).toEqual({ kept: found, deleted: [] });
  expect(divideData([claim("data")], [{ kind: "secret", name: "data" }], true).deleted).toEqual([]);
});

test("what runs by now has to be what was confirmed, or gone", () => {
  expect(() => verifyConfirmed("1.0.0", "1.1.0")).toThrow("1.1.0 runs there by now, and not 1.0.0");
  expect(() => verifyConfirmed(undefined, "1.1.0")).toThrow("1.1.0 runs there by now, where nothing ran");
  verifyConfirmed("1.0.0", "1.0.0");
  verifyConfirmed("1.0.0", undefined);
});
