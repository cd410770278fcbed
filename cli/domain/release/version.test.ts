import { describe, expect, test } from "vitest";
import type { Bump } from "./message.ts";
import {
  devVersion,
  following,
  isNewer,
  isStable,
  mayBeFrom,
  newestFirst,
  nextVersion,
  parseVersion,
} from "./version.ts";

describe("the next version", () => {
  test.each<[what: string, existing: string[], bump: Bump, pre: string | undefined, next: string]>([
    ["the first release", [], "patch", undefined, "0.1.0"],
    ["the first release, however large the change", [], "major", undefined, "0.1.0"],
    ["a patch", ["1.4.0"], "patch", undefined, "1.4.1"],
    ["a minor", ["1.4.1"], "minor", undefined, "1.5.0"],
    ["a major", ["1.4.1"], "major", undefined, "2.0.0"],
    ["after the newest, not the last", ["1.10.0", "1.9.0", "1.2.0"], "patch", undefined, "1.10.1"],
    ["the first pre-release", [], "minor", "rc", "0.1.0-rc.0"],
    ["a pre-release of the next", ["1.4.0"], "minor", "rc", "1.5.0-rc.0"],
    ["the second pre-release", ["1.4.0", "1.5.0-rc.0"], "minor", "rc", "1.5.0-rc.1"],
    ["the eleventh pre-release", ["1.4.0", "1.5.0-rc.9", "1.5.0-rc.10"], "minor", "rc", "1.5.0-rc.11"],
    ["another kind of pre-release", ["1.4.0", "1.5.0-rc.3"], "minor", "beta", "1.5.0-beta.0"],
    ["a pre-release whose kind begins alike", ["1.4.0", "1.5.0-rcx.3"], "minor", "rc", "1.5.0-rc.0"],
    ["a pre-release of another version", ["1.4.0", "1.5.0-rc.3"], "major", "rc", "2.0.0-rc.0"],
    ["the stable one after its pre-releases", ["1.4.0", "1.5.0-rc.3"], "minor", undefined, "1.5.0"],
    ["no matter for a pre-release further on", ["1.4.0", "2.0.0-rc.0"], "patch", undefined, "1.4.1"],
  ])("%s", (_, existing, bump, pre, next) => {
    expect(nextVersion(existing, bump, pre)).toBe(next);
  });
});

test.each<[begun: string, existing: string[], bump: Bump, pre: string | undefined, next: string]>([
  ["1.0.0-alpha.0", [], "minor", undefined, "1.0.0"],
  ["1.0.0-alpha.0", [], "minor", "alpha", "1.0.0-alpha.1"],
  ["2.0.0-beta.1", ["1.0.0"], "patch", undefined, "2.0.0"],
  ["2.0.0-beta.1", ["1.0.0"], "patch", "rc", "2.0.0-rc.0"],
  ["1.5.0-rc.3", ["1.4.0"], "minor", undefined, "1.5.0"],
  ["1.4.1-rc.0", ["1.4.0"], "minor", undefined, "1.5.0"],
  ["1.4.0-rc.3", ["1.4.0"], "patch", undefined, "1.4.1"],
])("no version comes below the pre-release %s of its line", (begun, existing, bump, pre, next) => {
  expect(nextVersion([...existing, begun], bump, pre, begun)).toBe(next);
});

test.each([
  ["1.4.0", "1.4.1"],
  ["1.5.0-rc.0", "1.5.0-rc.1"],
  ["1.5.0-rc.9", "1.5.0-rc.10"],
])("after %s follows %s, of the same kind", (version, next) => {
  expect(following(version)).toBe(next);
});

test.each([
  ["1.4.0", "1.4.0"],
  ["v1.4.0", undefined],
  ["latest", undefined],
  ["", undefined],
])("%j is read as the version %j", (text, version) => {
  expect(parseVersion(text)).toBe(version);
});

test("orders versions as numbers, and a pre-release before its release", () => {
  expect(newestFirst(["1.9.0", "1.10.0-rc.1", "1.10.0", "0.1.0"])).toEqual(["1.10.0", "1.10.0-rc.1", "1.9.0", "0.1.0"]);
  expect(isNewer("1.10.0", "1.9.0")).toBe(true);
  expect(isNewer("1.10.0-rc.1", "1.10.0")).toBe(false);
  expect([isStable("1.0.0"), isStable("1.0.0-rc.0")]).toEqual([true, false]);
});

test("gives a working tree a version before every release, and fit for an image's tag", () => {
  const commit = "0123456789abcdef0123456789abcdef01234567";
  expect(devVersion(commit)).toBe("0.0.0-dev.g0123456789ab");
  expect(devVersion(undefined)).toBe("0.0.0-dev.uncommitted");
  expect(isNewer("0.0.1", devVersion(commit))).toBe(true);
  expect(parseVersion(devVersion("0".repeat(40)))).toBe("0.0.0-dev.g000000000000");
});

test.each([
  ["main", "2.0.0", true],
  ["release", "2.0.0", true],
  ["1.x", "1.4.0", true],
  ["1.x", "2.0.0", false],
  ["v2", "2.0.0", true],
  ["v2", "20.0.0", false],
  ["release/1.4", "1.4.7", true],
  ["release-1.4.x", "1.5.0", false],
  ["feature-2-go", "1.0.0", true],
])("a branch %s may have %s by its name: %s", (branch, version, may) => {
  expect(mayBeFrom(branch, version)).toBe(may);
});
