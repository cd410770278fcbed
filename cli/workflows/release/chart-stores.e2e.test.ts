import { rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { errorOf } from "../../../testing/chatops/built-chatops.ts";
import { helm } from "../../../testing/cluster/helm.ts";
import { loggedInTo } from "../../../testing/docker/docker-config.ts";
import { read } from "../../../testing/fixtures/folder.ts";
import { project, reservationsOn, tagsOf } from "../../../testing/git/git-project.ts";
import { git } from "../../../testing/git/repository.ts";
import { sandbox } from "../../../testing/sandbox/sandbox.ts";
import { ownServers } from "../../../testing/servers/own-servers.ts";
import { tagsInRegistry } from "../../../testing/servers/published-artifacts.ts";

const publish = ownServers();

test("a release has its chart in the registry of its image, where Helm finds it and trace compares it", async () => {
  const charts = `oci://${publish.registry}/team/charts`;
  const { name, remote = "", chatops } = project({ publish: { ...publish, charts } });
  const { exitCode, result } = await chatops("release", "--json");
  expect(exitCode).toBe(0);
  expect(result.chart).toMatchObject({ name, repository: charts });
  expect(await tagsInRegistry(publish.registry, `team/charts/${name}`)).toEqual(["0.1.0"]);
  expect(git(remote, "tag", "--list", "--format=%(contents)", "v0.1.0")).toContain(`Chart-Repository: ${charts}`);
  expect(await helm(4, "show", "chart", `${charts}/${name}`, "--version", "0.1.0", "--plain-http")).toContain(
    "appVersion: 0.1.0",
  );
  const trace = JSON.parse((await chatops("trace", "0.1.0", "--json")).stdout);
  expect(trace.links).toContainEqual(expect.objectContaining({ part: "chart", state: "agrees", note: `in ${charts}` }));
});

/** Nothing that others see is left of a release that was refused. */
async function expectNothingPublished({ name, remote = "" }: { name: string; remote: string | undefined }) {
  expect(await tagsInRegistry(publish.registry, `team/${name}`)).toEqual([]);
  expect(tagsOf(remote)).toEqual([]);
  expect(reservationsOn(remote)).toEqual([]);
}

test("a chart repository that anybody reads, and only its users write, ends a release of others before it begins", async () => {
  const auth = { user: "robot", password: "word-of-robot" };
  const museum = await sandbox().startChartMuseum({ auth, settings: { AUTH_ANONYMOUS_GET: "true" } });
  onTestFinished(museum.stop);
  const env = loggedInTo({});
  const place = project({ publish: { ...publish, charts: museum.address }, env });
  const ran = await place.chatops("release", "--json");
  expect(ran.exitCode).toBe(3);
  expect(errorOf(ran)?.message).toContain("refuses anonymous users");
  await expectNothingPublished(place);
  const credentials = { CHARTMUSEUM_CREDS_USR: auth.user, CHARTMUSEUM_CREDS_PSW: auth.password };
  const again = await place.user.run(["release", "--json"], { cwd: place.directory, env: credentials });
  expect(again.exitCode).toBe(0);
});

test.each(["as it is", "behind a link"])(
  "a chart that would replace its own image is refused, its file %s",
  async (how) => {
    const place = project({ publish: { ...publish, charts: `oci://${publish.registry}/team` } });
    if (how !== "as it is") {
      const text = read(place.directory, "chart/Chart.yaml");
      rmSync(join(place.directory, "chart/Chart.yaml"));
      symlinkSync("../about.yaml", join(place.directory, "chart/Chart.yaml"));
      const config = { ...JSON.parse(read(place.directory, "chatops.yaml")), name: `${place.name}-two` };
      place.commit({ "about.yaml": text, "chatops.yaml": config });
    }
    const ran = await place.chatops("release", "--json");
    expect(ran.exitCode).toBe(2);
    expect(errorOf(ran)).toMatchObject({
      message: expect.stringContaining("each would replace the other"),
      hint: expect.stringContaining(`oci://${publish.registry}/team/charts`),
    });
    await expectNothingPublished(place);
  },
);
