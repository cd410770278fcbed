import type { Manifest } from "./manifest.ts";
import type { ChosenManager, PackageOfSeveral } from "./package-managers.ts";

/** What `npm init` writes where nobody has written a test. */
const noTest = /no test specified/;

/** Shell lines that install, build and test in a pipeline; of a package of several, at the top of them. */
export function testStepsOf(
  { scripts }: Manifest,
  { manager, lockfile }: ChosenManager,
  ofSeveral?: PackageOfSeveral & { needs: readonly PackageOfSeveral[] },
): string[] {
  const installation = lockfile ? manager.install : manager.unlocked.install;
  const run = (script: string) => (ofSeveral ? manager.ofPackage.run(script, ofSeveral) : manager.run(script));
  return [
    installation,
    ...(ofSeveral?.needs ?? []).map((one) => manager.ofPackage.run("build", one)),
    ...(scripts.build === undefined ? [] : [run("build")]),
    ...(scripts.test === undefined || noTest.test(scripts.test) ? [] : [run("test")]),
  ];
}
