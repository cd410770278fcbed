import { parseVersion } from "./version.ts";

const spelling =
  /^v?(?<major>\d{1,8})\.(?<minor>\d{1,8})(?:\.(?<patch>\d{1,8}))?(?<pre>-[0-9a-z.-]{1,100})?(?:\+[0-9a-z.-]{1,100})?$/i;

/**
 * The version that a tag of other tools or hands means, so that none is numbered over: `3.4.1`, `v1.2.3+build.5`, `V1.2`,
 * `2024.01.15`. A single number, such as the moving `v1`, is none.
 */
export function versionMeant(tag: string): string | undefined {
  const { major, minor, patch = "0", pre = "" } = spelling.exec(tag)?.groups ?? {};
  if (major === undefined) return undefined;
  const numbers = [major, minor, patch].map(Number).join(".");
  return parseVersion(`${numbers}${pre}`) ?? parseVersion(numbers);
}
