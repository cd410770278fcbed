import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished } from "vitest";
import { composeFile, composeProject, crashingServer, healthyServer } from "../../../testing/docker/compose-project.ts";
import { docker } from "../../../testing/docker/docker.ts";
import { git } from "../../../testing/git/repository.ts";
import { full } from "../../../testing/setup/short-run.ts";

/** A project whose pull requests have previews on Compose, and what they are asked. */
function previewed(settings: object = {}) {
  const place = composeProject();
  const { name, commit, chatops } = place;
  const config = { name, preview: { compose: {}, observe: "1s", max: 2, ...settings } };
  commit({ "server.js": healthyServer, "compose.yaml": composeFile(name), "chatops.yaml": config });
  const parts = (kind: "ps" | "volume ls" | "network ls", project: string) =>
    docker(
      ...kind.split(" "),
      ...(kind === "ps" ? ["--all"] : []),
      "--quiet",
      "--filter",
      `label=com.docker.compose.project=${project}`,
    );
  onTestFinished(() => {
    for (const number of [7, 8, 9]) {
      const ids = parts("ps", `${name}-pr-${number}`).split("\n").filter(Boolean);
      if (ids.length > 0) docker("rm", "--force", "--volumes", ...ids);
      for (const kind of ["volume", "network"] as const) {
        const left = parts(`${kind} ls`, `${name}-pr-${number}`).split("\n").filter(Boolean);
        if (left.length > 0) docker(kind, "rm", ...left);
      }
    }
  });
  const preview = (...args: string[]) => chatops("preview", ...args, "--json");
  return { ...place, parts, preview, list: async () => (await preview("list")).result.previews };
}

full(
  "a pull request has an environment of its own, with its commit, until it is removed with all that it had",
  async () => {
    const { name, directory, commit, preview, list, parts } = previewed();
    const project = `${name}-pr-7`;
    const first = git(directory, "rev-parse", "HEAD");
    const created = await preview("create", "7");
    expect(created.result, created.stdout).toMatchObject({
      kind: "Preview",
      number: 7,
      commit: first,
      version: `0.0.0-pr-7-${first.slice(0, 12)}`,
      promotion: { outcome: "healthy", project },
    });
    expect(await (await fetch(created.result.address)).text()).toBe(created.result.version);
    const other = await preview("create", "8", "--commit", "HEAD");
    expect(other.result.promotion.outcome, other.stdout).toBe("healthy");
    expect(other.result.address).not.toBe(created.result.address);
    // Nothing of it is a release.
    expect(git(directory, "tag", "--list")).toBe("");
    const full = await preview("create", "9");
    expect([full.exitCode, full.stdout]).toEqual([4, expect.stringContaining("there are 2 previews")]);

    const second = commit({ "server.js": `${healthyServer}// changed\n` });
    const updated = await preview("create", "7");
    expect(updated.result.promotion, updated.stdout).toMatchObject({
      outcome: "healthy",
      previous: created.result.version,
    });
    expect(await list()).toMatchObject([
      { number: 7, name: project, commit: second, address: updated.result.address },
      { number: 8, name: `${name}-pr-8` },
    ]);
    const failed = await preview("remove", "7");
    expect([failed.exitCode, failed.stdout]).toEqual([2, expect.stringContaining("--yes")]);
    const removed = await preview("remove", "7", "--yes");
    expect(removed.result, removed.stdout).toMatchObject({ removed: [{ number: 7, name: project }] });
    for (const kind of ["ps", "volume ls", "network ls"] as const) expect(parts(kind, project)).toBe("");
    expect((await preview("gc")).result.removed).toEqual([]);
    expect((await preview("gc", "--open", "7,9")).result.removed).toEqual([{ number: 8, name: `${name}-pr-8` }]);
    expect(await list()).toEqual([]);
  },
);

full("what time is over is removed, and never what somebody else has under such a name", async () => {
  const { name, preview, list, parts } = previewed({ ttl: "1s" });
  const foreign = `${name}-pr-9`;
  const labels = ["--label", `com.docker.compose.project=${foreign}`];
  docker("volume", "create", ...labels, `${foreign}_data`);
  const refused = await preview("create", "9");
  expect([refused.exitCode, refused.stdout]).toEqual([3, expect.stringContaining(`${foreign}_data`)]);
  expect((await preview("create", "7")).result.promotion.outcome).toBe("healthy");
  // A volume of somebody else in the same Compose project.
  docker("volume", "create", "--label", `com.docker.compose.project=${name}-pr-7`, `${name}-stranger`);
  const kept = await preview("gc");
  expect([kept.exitCode, kept.stdout]).toEqual([3, expect.stringContaining(`${name}-stranger`)]);
  docker("volume", "rm", `${name}-stranger`);
  expect((await preview("gc", "--open", "7")).result.removed).toEqual([{ number: 7, name: `${name}-pr-7` }]);
  expect(await list()).toEqual([]);
  expect(parts("volume ls", foreign)).not.toBe("");
});

full("a commit that crashes gets its verdict, and a first one leaves nothing", async () => {
  const { name, commit, preview, list, parts } = previewed();
  commit({ "server.js": crashingServer("the shop is broken") });
  const ran = await preview("create", "7");
  expect([ran.exitCode, ran.result.promotion], ran.stdout).toMatchObject([21, { outcome: "failed" }]);
  expect(ran.result).not.toHaveProperty("address");
  expect(await list()).toEqual([]);
  for (const kind of ["ps", "volume ls", "network ls"] as const) expect(parts(kind, `${name}-pr-7`)).toBe("");
});

full.each<[string, { link?: string; more?: object }, string]>([
  ["a link to a file of the machine", { link: "/etc/hostname" }, "leak → /etc/hostname"],
  ["a mount of the machine", { more: { volumes: ["/etc:/stolen"] } }, "volumes: /etc"],
  ["a file with variables beside it", { more: { env_file: "/etc/environment" } }, "env_file: not of the commit"],
])("nothing is built of a commit with %s", async (_, { link, more }, said) => {
  const { name, directory, commit, preview } = previewed();
  if (link !== undefined) symlinkSync(link, join(directory, "leak"));
  commit({ "compose.yaml": composeFile(name, { more: more ?? {} }) });
  const ran = await preview("create", "7");
  expect([ran.exitCode, ran.stdout]).toEqual([3, expect.stringContaining(said)]);
  expect(docker("images", "--quiet", name)).toBe("");
});
