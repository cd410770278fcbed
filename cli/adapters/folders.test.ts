import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { folder } from "../../testing/fixtures/folder.ts";
import { isSameFolder } from "./folders.ts";

test("two paths that lead to one folder are the same; one that leads nowhere is none's", async () => {
  const place = folder({ "own/file": "", "other/file": "" });
  symlinkSync(join(place, "own"), join(place, "link"));
  expect(await isSameFolder(join(place, "own"), join(place, "link/"))).toBe(true);
  expect(await isSameFolder(join(place, "own"), join(place, "other"))).toBe(false);
  expect(await isSameFolder(join(place, "gone"), join(place, "gone"))).toBe(false);
});
