import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { folder, listed } from "../../testing/fixtures/folder.ts";
import { emptyFolder, isInside, isSameFolder } from "./folders.ts";

test("two paths that lead to one folder are the same; one that leads nowhere is none's", async () => {
  const place = folder({ "own/file": "", "other/file": "" });
  symlinkSync(join(place, "own"), join(place, "link"));
  expect(await isSameFolder(join(place, "own"), join(place, "link/"))).toBe(true);
  expect(await isSameFolder(join(place, "own"), join(place, "other"))).toBe(false);
  expect(await isSameFolder(join(place, "gone"), join(place, "gone"))).toBe(false);
});

test("a link out of a folder leads not into it", async () => {
  const place = folder({ "own/api/file": "", "other/file": "" });
  const own = join(place, "own");
  symlinkSync(join(place, "other"), join(own, "link"));
  symlinkSync("api", join(own, "alias"));
  const inside = ["", "api", "alias", "link", "gone", "../other"].map((path) => isInside(own, join(own, path)));
  expect(await Promise.all(inside)).toEqual([true, true, true, false, false, false]);
});

test("a folder is emptied, and made if it is not there", async () => {
  const place = folder({ "full/a/b": "", other: "" });
  for (const name of ["full", "new"]) await emptyFolder(join(place, name));
  expect(listed(place)).toEqual(["other"]);
});
