import { execFileSync } from "node:child_process";
import { chmodSync } from "node:fs";
import { delimiter } from "node:path";
import { describe, expect } from "vitest";
import {
  type ComposeProject,
  composeProject,
  crashingServer,
  healthyServer,
} from "../../../testing/docker/compose-project.ts";
import { folder } from "../../../testing/fixtures/folder.ts";
import { full } from "../../../testing/setup/short-run.ts";

/** A `docker` in PATH that runs this before it is the real one; `$real` is that, `$counted` a file that is its own. */
function dockerThat(script: string): NodeJS.ProcessEnv {
  const real = execFileSync("which", ["docker"], { encoding: "utf8" }).trim();
  const counted = `${folder({ calls: "" })}/calls`;
  const bin = folder({ docker: `#!/bin/sh\nreal=${real} counted=${counted}\n${script}\nexec $real "$@"\n` });
  chmodSync(`${bin}/docker`, 0o755);
  return { PATH: `${bin}${delimiter}${process.env.PATH}` };
}

/** Its call number `at` ends early: at once, or after half a second of its work. */
const failingDocker = (at: number, seconds: number) =>
  dockerThat(`echo >> $counted
[ "$(wc -l < $counted)" = ${at} ] || exec $real "$@"
[ ${seconds} = 0 ] || timeout --signal TERM ${seconds} $real "$@"
echo "cannot connect to the engine" >&2
exit 1`);

/** Its second start of a project, which is that of the way back, waits for ever before it does anything. */
const hangingDocker = () =>
  dockerThat(`case "$*" in *" up "*) echo >> $counted; [ "$(wc -l < $counted)" = 2 ] && exec sleep 600;; esac`);

async function deployWith(place: ComposeProject, env: NodeJS.ProcessEnv) {
  return place.user.run(["deploy", "--to", "compose", "--json"], { cwd: place.directory, env });
}

/** Of a version that fails: the Compose file is read in three ways, it is started, and then the older one is. */
const calls = [1, 2, 3, 4, 5];
const ways = [0, 0.5];
const all = calls.flatMap((call) => ways.map((seconds) => ({ call, seconds })));

describe("where docker's call", () => {
  full.each(all)("$call ends early after $seconds s, the healthy version still serves", async ({ call, seconds }) => {
    const place = composeProject();
    await place.release(healthyServer);
    await place.deploy();
    await place.release(crashingServer("no"));
    const failed = await deployWith(place, failingDocker(call, seconds));
    expect(failed.exitCode, failed.stdout).not.toBe(0);
    expect([1, 40]).not.toContain(failed.exitCode);
    expect(await place.runningAnswer()).toBe("0.1.0");
    await place.release(`${healthyServer}// mended\n`);
    expect((await deployWith(place, failingDocker(call, seconds))).exitCode).toBeLessThan(40);
    expect(await place.deploy()).toMatchObject({ exitCode: 0, result: { version: "0.1.2" } });
    expect(await place.runningAnswer()).toBe("0.1.2");
  });
});

full("a way back that waits for an answer of the engine which never comes is begun anew", async () => {
  const place = composeProject();
  await place.release(healthyServer);
  await place.deploy();
  await place.release(crashingServer("no"));
  const failed = await deployWith(place, hangingDocker());
  expect(failed, failed.stdout).toMatchObject({ exitCode: 21, result: { aftermath: { did: "rolledBack" } } });
  expect(await place.runningAnswer()).toBe("0.1.0");
});
