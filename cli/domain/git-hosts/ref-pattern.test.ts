import { expect, test } from "vitest";
import { isMeant } from "./ref-pattern.ts";

const ref = "refs/tags/api/v1.4.0";

test.each<[include: string[], exclude: string[], expected: boolean | undefined]>([
  [["~ALL"], [], true],
  [["refs/tags/api/v1.4.0"], [], true],
  [["refs/tags/api/v*"], [], true],
  [["refs/tags/**/v*"], [], true],
  [["refs/tags/**/*"], [], true],
  [["refs/tags/*/v?.4.0"], [], true],
  [["refs/tags/web/*", "refs/tags/api/*"], [], true],
  [["refs/tags/*"], [], false],
  [["refs/tags/v*"], [], false],
  [["refs/tags/api/v1"], [], false],
  [["refs/tags/api/v1x4x0"], [], false],
  [["~ALL"], ["refs/tags/api/*"], false],
  [["~ALL"], ["refs/tags/web/*"], true],
  [[], [], false],
  [["refs/tags/api/v[0-9]*"], [], undefined],
  [["refs/tags/{api,web}/v*"], [], undefined],
])("a rule of %j without %j is about it: %s", (include, exclude, expected) => {
  expect(isMeant(ref, { include, exclude })).toBe(expected);
});
