import type { Manifest } from "./manifest.ts";
import type { ChosenManager } from "./package-managers.ts";

/** What `npm init` writes where nobody has written a test. */
const noTest = /no test specified/;

/** Shell lines that install, build and test in a pipeline. */
export function testStepsOf({ scripts }: Manifest, { manager, lockfile }: ChosenManager): string[] {
  const installation = lockfile ? manager.install : manager.unlocked.install;
  return [
    installation,
    ...(scripts.build === undefined ? [] : [manager.run("build")]),
    ...(scripts.test === undefined || noTest.test(scripts.test) ? [] : [manager.run("test")]),
  ];
}
