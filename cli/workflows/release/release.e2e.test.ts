import { execFileSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { errorOf, startedSteps } from "../../../testing/chatops/built-chatops.ts";
import { imagesOf } from "../../../testing/docker/docker.ts";
import { project, reservationsOn, tagsOf } from "../../../testing/git/git-project.ts";
import { git } from "../../../testing/git/repository.ts";
import { ownServers } from "../../../testing/servers/own-servers.ts";
import { chartsIn, imageInRegistry, tagsInRegistry } from "../../../testing/servers/published-artifacts.ts";

const publish = ownServers();

describe("a release", () => {
  test("gives Git, registry and chart repository one version and the same digests", async () => {
    const { name, directory, remote = "", chatops } = project({ publish });
    const commit = git(directory, "rev-parse", "HEAD");
    const { exitCode, result, events } = await chatops("release", "--json");
    expect(exitCode).toBe(0);
    expect(events).toContainEqual(expect.objectContaining({ milestone: "release.published", version: "0.1.0" }));
    expect(result).toMatchObject({ version: "0.1.0", tag: "v0.1.0", commit, outcome: "released" });
    const image = await imageInRegistry(publish.registry, `team/${name}`, "0.1.0");
    expect(result.image).toMatchObject({ digest: image?.digest, id: image?.configDigest });
    expect(image?.labels).toMatchObject({
      "org.opencontainers.image.version": "0.1.0",
      "org.opencontainers.image.revision": commit,
      "org.opencontainers.image.source": remote,
    });
    const [chart] = await chartsIn(publish.charts, name);
    expect(chart).toMatchObject({ version: "0.1.0" });
    expect(result.chart.digest).toBe(`sha256:${chart?.digest}`);
    const packaged = Buffer.from(await (await fetch(`${publish.charts}/charts/${name}-0.1.0.tgz`)).arrayBuffer());
    const file = (path: string) =>
      execFileSync("tar", ["-xzO", `${name}/${path}`], { input: packaged, encoding: "utf8" });
    expect(parse(file("Chart.yaml"))).toMatchObject({ name, version: "0.1.0", appVersion: "0.1.0" });
    expect(parse(file("Chart.yaml")).annotations).toMatchObject({ "chatops.dev/commit": commit });
    expect(file("values.yaml")).toBe(
      `# where the image comes from\nimage: {repository: "${publish.registry}/team/${name}", tag: "0.1.0", digest: "${image?.digest}"}\n`,
    );
    expect(git(remote, "rev-parse", "v0.1.0^{commit}")).toBe(commit);
    const message = git(remote, "tag", "--list", "--format=%(contents)", "v0.1.0");
    expect(message).toContain(`Release 0.1.0\n\n- Start (${commit.slice(0, 7)})\n`);
    expect(message).toContain(`Image-Digest: ${image?.digest}\n`);
    expect(message).toContain(`Image-Id: ${image?.configDigest}\n`);
    expect(message).toContain(`Chart-Digest: sha256:${chart?.digest}\n`);
    expect(reservationsOn(remote)).toEqual([]);
  });

  test("pushes the tag last, after everything that it names", async () => {
    const { chatops } = project({ publish });
    const steps = startedSteps(await chatops("release", "--json"));
    expect(steps.slice(2)).toEqual([
      expect.stringMatching(/^Check out commit /),
      "Choose the version",
      "Check the chart",
      "Check that the tag can be made",
      "Reserve 0.1.0",
      "Look for an image of this commit",
      "Build the image",
      "Push the image",
      "Tag the image 0.1.0",
      "Publish the chart",
      "Tag the commit v0.1.0",
      "Push the tag",
    ]);
  });

  test("is made once per commit, and contains the commits before it", async () => {
    const { name, directory, remote = "", chatops, commit } = project({ publish });
    const first = git(directory, "rev-parse", "HEAD");
    commit({ message: "new\n" });
    await chatops("release");
    const again = await chatops("release");
    expect(again).toMatchObject({ exitCode: 0 });
    expect(again.stdout).toContain("Already released as v0.1.0; nothing to do\n");
    git(directory, "checkout", "--quiet", first);
    const earlier = await chatops("release");
    expect(earlier).toMatchObject({ exitCode: 0, stdout: "Already contained in v0.1.0; nothing to do\n" });
    expect(tagsOf(remote)).toEqual(["v0.1.0"]);
    expect(await tagsInRegistry(publish.registry, `team/${name}`)).toHaveLength(2);
  });

  test("changes nothing in a dry run, and says what it would", async () => {
    const { name, remote = "", chatops } = project({ publish });
    const { exitCode, stderr } = await chatops("release", "--dry-run");
    expect(exitCode).toBe(0);
    expect(stderr).toContain(`POST ${name}-0.1.0.tgz to ${publish.charts}/api/charts`);
    expect(stderr).toContain("git push origin v0.1.0");
    expect(tagsOf(remote)).toEqual([]);
    expect(reservationsOn(remote)).toEqual([]);
    expect(await tagsInRegistry(publish.registry, `team/${name}`)).toEqual([]);
    expect(await chartsIn(publish.charts, name)).toEqual([]);
    expect(imagesOf(name)).toEqual([]);
  });
});

describe("the version of a release", () => {
  test("follows the commits, a bump, a pre-release and what is asked for", async () => {
    const { chatops, commit } = project();
    const next = async (message: string, ...args: string[]) => {
      commit({}, message);
      return (await chatops("release", "--json", ...args)).result.version;
    };
    expect(await next("fix: one")).toBe("0.1.0");
    expect(await next("feat: two")).toBe("0.2.0");
    expect(await next("Three", "--bump", "major")).toBe("1.0.0");
    expect(await next("feat!: four", "--pre", "rc")).toBe("2.0.0-rc.0");
    expect(await next("five", "--pre", "rc")).toBe("2.0.0-rc.1");
    expect(await next("six")).toBe("2.0.0");
    expect(await next("seven", "3.1.4")).toBe("3.1.4");
  });

  test("is refused where another commit has it, and where it is none", async () => {
    const { remote = "", chatops, commit } = project();
    await chatops("release", "1.0.0");
    commit();
    const taken = await chatops("release", "1.0.0", "--json");
    expect(taken.exitCode).toBe(3);
    expect(errorOf(taken)?.message).toMatch(/^version 1\.0\.0 belongs to commit [0-9a-f]{7}$/);
    for (const [args, words] of [
      [["1.0"], '"1.0" is not a semantic version'],
      [["1.0.0+build"], '"1.0.0+build" has build metadata'],
      [["2.0.0", "--bump", "minor"], "--bump has nothing to decide"],
      [["--pre", "r c"], '"r c" is not a pre-release identifier'],
    ] as const) {
      const { exitCode, stderr } = await chatops("release", ...args);
      expect(exitCode).toBe(2);
      expect(stderr).toContain(words);
    }
    expect(tagsOf(remote)).toEqual(["v1.0.0"]);
  });
});
