import { beforeAll, beforeEach } from "vitest";
import { messageOf } from "../../lib/errors.ts";
import { install } from "../../sandbox/index.ts";
import { noSandbox } from "../sandbox/sandbox.ts";

/** Builds or installs, once, programs that only the tests of one file need; where that cannot be, they are skipped, but not in CI. */
export function needs(...programs: string[]): void {
  let obstacle: string | undefined;
  beforeAll(async () => {
    if (noSandbox) return;
    await install(programs, { report: (line) => console.error(line) }).catch((error) => {
      if (process.env.CI) throw error;
      obstacle = messageOf(error);
    });
  }, 15 * 60_000);
  beforeEach(({ skip }) => {
    if (obstacle) skip(obstacle);
  });
}
