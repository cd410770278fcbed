import { expect, test } from "vitest";
import { versionMeant } from "./version-meant.ts";

test.each([
  ["3.4.1", "3.4.1"],
  ["V3.4.1", "3.4.1"],
  ["v3.4", "3.4.0"],
  ["v1.2.3+build.5", "1.2.3"],
  ["1.2.3-rc.1+5", "1.2.3-rc.1"],
  ["v1.2.3-rc.01", "1.2.3"],
  ["2024.01.15", "2024.1.15"],
  ["20240115.1", "20240115.1.0"],
  ["v1", undefined],
  ["2024", undefined],
  ["release-1.2.3", undefined],
  ["api/v1.2.0", undefined],
  ["v1.2.3.4", undefined],
  ["latest", undefined],
  ["1.2.3-", undefined],
  ["v99999999999999999999.1.1", undefined],
])("the tag %s means %s", (tag, version) => {
  expect(versionMeant(tag)).toBe(version);
});
