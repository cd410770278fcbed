import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { errorOf, type Ran } from "../../../testing/chatops/built-chatops.ts";
import { type Project, project, reservationsOn, tagsOf } from "../../../testing/git/git-project.ts";
import { git } from "../../../testing/git/repository.ts";
import { ownServers } from "../../../testing/servers/own-servers.ts";
import { chartsIn, imageInRegistry } from "../../../testing/servers/published-artifacts.ts";
import { isFull } from "../../../testing/setup/short-run.ts";

const publish = ownServers();
const times = isFull ? 15 : 1;

/** Two runs at once, the second of which starts `delayMs` later. */
async function together(place: Project, folders: [string, string], delayMs: number): Promise<Ran[]> {
  const [first, second] = folders.map((cwd, index) => async () => {
    await new Promise((resolve) => setTimeout(resolve, index * delayMs));
    return place.user.chatops(cwd, "release", "--json");
  });
  return Promise.all([first?.(), second?.()] as Promise<Ran>[]);
}

/** A run that was not the one says that another is at it; it never breaks. */
function expectDoneOrLocked(runs: Ran[]): void {
  expect(runs.map(({ exitCode }) => exitCode)).toContain(0);
  for (const ran of runs) {
    if (ran.exitCode === 0) continue;
    expect(errorOf(ran)).toMatchObject({ reason: "locked", exitCode: 5, hint: expect.any(String) });
  }
}

/** Every version has one commit: the one that its tag, its image and its chart name. */
async function expectTrue({ name, remote = "" }: Project, versions: string[]): Promise<void> {
  expect(tagsOf(remote)).toEqual(versions.map((version) => `v${version}`));
  for (const version of versions) {
    const commit = git(remote, "rev-parse", `v${version}^{commit}`);
    const image = await imageInRegistry(publish.registry, `team/${name}`, version);
    expect(image?.labels).toMatchObject({
      "org.opencontainers.image.revision": commit,
      "org.opencontainers.image.version": version,
    });
    const message = git(remote, "tag", "--list", "--format=%(contents)", `v${version}`);
    expect(message).toContain(`Image-Digest: ${image?.digest}\n`);
    const chart = (await chartsIn(publish.charts, name)).find((one) => one.version === version);
    expect(message).toContain(`Chart-Digest: sha256:${chart?.digest}\n`);
  }
}

describe("two releases at once", () => {
  const delays = Array.from({ length: times }, (_, index) => index * 40);

  test.each(delays)("of one commit from two clones become one release (%i ms apart)", async (delayMs) => {
    const place = project({ publish });
    const runs = await together(place, [place.clone(), place.clone()], delayMs);
    expectDoneOrLocked(runs);
    await place.chatops("release");
    await expectTrue(place, ["0.1.0"]);
    expect(reservationsOn(place.remote ?? "")).toEqual([]);
  });

  test.each(delays)("of one commit in one folder become one release (%i ms apart)", async (delayMs) => {
    const place = project({ publish });
    const runs = await together(place, [place.directory, place.directory], delayMs);
    expectDoneOrLocked(runs);
    await place.chatops("release");
    await expectTrue(place, ["0.1.0"]);
  });

  test.each(delays)("of two commits never share a version (%i ms apart)", async (delayMs) => {
    const place = project({ publish });
    const older = place.clone();
    writeFileSync(join(place.directory, "message"), "newer\n");
    place.commit({}, "Newer");
    const runs = await together(place, [older, place.clone()], delayMs);
    expectDoneOrLocked(runs);
    const again = [await place.user.chatops(older, "release", "--json"), await place.chatops("release", "--json")];
    expect(again.map(({ exitCode }) => exitCode)).toEqual([0, 0]);
    const versions = tagsOf(place.remote ?? "").map((tag) => tag.slice(1));
    expect(versions).toContain(again[1]?.result.version);
    await expectTrue(place, versions);
    const commits = versions.map((version) => git(place.remote ?? "", "rev-parse", `v${version}^{commit}`));
    expect(new Set(commits).size).toBe(versions.length);
  });
});
