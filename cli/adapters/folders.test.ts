import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { folder, listed } from "../../testing/fixtures/folder.ts";
import { emptyFolder, isInside } from "./folders.ts";

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
