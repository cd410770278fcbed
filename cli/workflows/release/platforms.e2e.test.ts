import { expect, test } from "vitest";
import { errorOf } from "../../../testing/chatops/built-chatops.ts";
import { during } from "../../../testing/chatops/interruptions.ts";
import { docker } from "../../../testing/docker/docker.ts";
import { builderOfItsOwn } from "../../../testing/docker/several-platforms.ts";
import { project, reservationsOn, tagsOf } from "../../../testing/git/git-project.ts";
import { ownServers } from "../../../testing/servers/own-servers.ts";
import { imageInRegistry, platformsInRegistry, tagsInRegistry } from "../../../testing/servers/published-artifacts.ts";
import { needs } from "../../../testing/setup/needs-programs.ts";
import { full, isFull } from "../../../testing/setup/short-run.ts";

if (isFull) needs("buildkit");
const publish = ownServers();
const platforms = ["linux/amd64", "linux/arm64"];

/** A project whose image is of two platforms. */
function forBoth(env: NodeJS.ProcessEnv = {}) {
  const { registry } = publish;
  const made = project({ publish: { registry }, env });
  made.commit({ "chatops.yaml": { name: made.name, image: `${registry}/team/${made.name}`, build: { platforms } } });
  return made;
}

test("an image of two platforms is refused before anything is changed where the builder makes but one", async ({
  skip,
}) => {
  const store = docker("info", "--format", "{{json .DriverStatus}}");
  if (store.includes("io.containerd.snapshotter")) skip("this engine keeps several platforms");
  const made = forBoth();
  const ran = await made.chatops("release", "--json");
  expect(errorOf(ran)).toMatchObject({
    exitCode: 3,
    message: "the builder of this machine makes images of one platform, not of linux/amd64 and linux/arm64",
    hint: expect.stringContaining("docker buildx create --use --driver docker-container"),
  });
  expect(ran.events.filter((event) => "kind" in event && event.kind === "change")).toEqual([]);
  expect([...tagsOf(made.remote ?? ""), ...reservationsOn(made.remote ?? "")]).toEqual([]);
  expect(await tagsInRegistry(publish.registry, `team/${made.name}`)).toEqual([]);
});

full("an image of two platforms is pushed as one, found again by a later run, and traced", async () => {
  const made = forBoth(await builderOfItsOwn(publish.registry));
  const name = `team/${made.name}`;
  const killed = during(9, 0, (child) => child.kill("SIGKILL"));
  const first = await made.user.run(["release", "--json"], { cwd: made.directory, onEvent: killed });
  expect(first.signal).toBe("SIGKILL");
  const { exitCode, result, events } = await made.chatops("release", "--json");
  expect(events.map((event) => "title" in event && event.title)).not.toContain("Build and push the image");
  expect({ exitCode, version: result?.version }).toEqual({ exitCode: 0, version: "0.1.0" });
  const found = await platformsInRegistry(publish.registry, name, "0.1.0");
  expect(found.digest).toBe(result.image.digest);
  expect(found.platforms.map(({ platform }) => platform)).toEqual(platforms);
  for (const { digest } of found.platforms) {
    const image = await imageInRegistry(publish.registry, name, digest);
    expect(image?.labels["org.opencontainers.image.version"]).toBe("0.1.0");
  }
  expect(await made.chatops("trace", "0.1.0")).toMatchObject({ exitCode: 0 });
  expect((await made.chatops("release")).stdout).toContain("Already released as v0.1.0");
});
