import { expect, test } from "vitest";
import { folder } from "../../../testing/fixtures/folder.ts";
import { beginHold, endHold, readHold } from "./hold.ts";

test("a hold lasts until somebody ends it", async () => {
  const place = folder();
  expect(await readHold(place)).toBeUndefined();
  const held = { by: "ana", at: "2026-11-29T10:00:00.000Z" };
  await beginHold(place, held);
  expect(await readHold(place)).toEqual(held);
  await endHold(place);
  expect(await readHold(place)).toBeUndefined();
});

test("a hold that cannot be read is one", async () => {
  expect(await readHold(folder({ "held.json": "{" }))).toEqual({ by: "somebody", at: "" });
});
