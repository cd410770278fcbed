import { describe, expect, test } from "vitest";
import { docker, fileInImage } from "../../../testing/docker/docker.ts";
import { read } from "../../../testing/fixtures/folder.ts";
import { project, tagsOf } from "../../../testing/git/git-project.ts";
import { git } from "../../../testing/git/repository.ts";
import { ownServers } from "../../../testing/servers/own-servers.ts";

const publish = ownServers();

describe("without registry and chart repository", () => {
  test("everything stays on this machine, and that is said", async () => {
    const { name, directory, user, chatops } = project({ remote: false });
    const { exitCode, stderr, stdout } = await chatops("release");
    expect(exitCode).toBe(0);
    expect(stderr).toContain(
      "Only this machine can deploy this release: its tag, its image, its chart are nowhere else.",
    );
    expect(stdout).toContain(`image   ${name}:0.1.0\n`);
    expect(fileInImage(`${name}:0.1.0`, "/message")).toBe("hello 1\n");
    const id = docker("image", "inspect", "--format", "{{.Id}}", `${name}:0.1.0`);
    expect(git(directory, "tag", "--list", "--format=%(contents)", "v0.1.0")).toContain(`Image-Id: ${id}\n`);
    expect(read(user.state, `${name}/charts/${name}-0.1.0.tgz`)).not.toBe("");
    expect((await chatops("release")).stdout).toContain("Already released as v0.1.0");
  });

  test.each([
    ["only a registry", { charts: "" }, "its chart is nowhere else"],
    ["only a chart repository", { registry: "" }, "its image is nowhere else"],
  ])("a release with %s names what is missing", async (_, without, words) => {
    const { remote = "", chatops } = project({ publish: { ...publish, ...without } });
    const { exitCode, stderr } = await chatops("release");
    expect(exitCode).toBe(0);
    expect(stderr).toContain(words);
    expect(tagsOf(remote)).toEqual(["v0.1.0"]);
  });
});
