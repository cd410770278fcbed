import type { Findings } from "./findings.ts";

/** What `npm init` writes where nobody has written a test. */
const noTest = /no test specified/;

/** Shell lines that install, build and test in a pipeline. */
export function testStepsOf({ manifest, chosen: { manager, lockfile } }: Findings): string[] {
  const { scripts } = manifest;
  const installation = lockfile ? manager.install : manager.unlocked.install;
  return [
    installation,
    ...(scripts.build === undefined ? [] : [manager.run("build")]),
    ...(scripts.test === undefined || noTest.test(scripts.test) ? [] : [manager.run("test")]),
  ];
}
