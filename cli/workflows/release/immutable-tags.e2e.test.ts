import { describe, expect, test } from "vitest";
import { project } from "../../../testing/git/git-project.ts";
import { git } from "../../../testing/git/repository.ts";
import { writeHook } from "../../../testing/git/shared-repository.ts";
import { immutableRegistry } from "../../../testing/servers/immutable-registry.ts";
import { ownServers } from "../../../testing/servers/own-servers.ts";

const publish = ownServers();

describe("where each tag can be written once", () => {
  test("a commit is released as a pre-release, and then for good", async () => {
    const { registry, refused, written } = await immutableRegistry(publish.registry);
    const { directory, chatops } = project({ publish: { registry } });
    expect(await chatops("release", "--pre", "rc", "--json")).toMatchObject({ exitCode: 0 });
    const { exitCode, result } = await chatops("release", "--json");
    expect({ exitCode, version: result?.version }).toEqual({ exitCode: 0, version: "0.1.0" });
    expect(refused).toEqual([]);
    const commit = git(directory, "rev-parse", "HEAD");
    expect(written).toEqual([`commit-${commit}-0.1.0-rc.0`, "0.1.0-rc.0", `commit-${commit}-0.1.0`, "0.1.0"]);
  });

  test("a commit whose release failed is released as another version", async () => {
    const { registry, refused } = await immutableRegistry(publish.registry);
    const { remote = "", chatops } = project({ publish: { registry } });
    writeHook(remote, "update", 'case "$1" in refs/tags/*) echo "no tags today" >&2; exit 1;; esac');
    expect(await chatops("release", "--json")).toMatchObject({ exitCode: 3 });
    writeHook(remote, "update", "exit 0");
    const { exitCode, result } = await chatops("release", "0.2.0", "--json");
    expect({ exitCode, version: result?.version }).toEqual({ exitCode: 0, version: "0.2.0" });
    expect(refused).toEqual([]);
  });

  test("a push that arrived unheard is recognized", async () => {
    const { registry, written } = await immutableRegistry(publish.registry, { losesFirst: true });
    const { chatops } = project({ publish: { registry } });
    expect(await chatops("release", "--json")).toMatchObject({ exitCode: 0, result: { version: "0.1.0" } });
    expect(written).toEqual([expect.stringMatching(/^commit-/), "0.1.0"]);
  });
});
