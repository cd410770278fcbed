import { join } from "node:path";
import { expect, test } from "vitest";
import { removeAfterwards } from "../../../testing/docker/docker.ts";
import { project, tagsOf, uniqueName } from "../../../testing/git/git-project.ts";
import { ownServers } from "../../../testing/servers/own-servers.ts";
import { tagsInRegistry } from "../../../testing/servers/published-artifacts.ts";

const publish = ownServers();

/** A project, and another one in a folder of the same repository. */
function both(release: object = {}) {
  const api = uniqueName();
  removeAfterwards(api);
  const config = { name: api, image: `${publish.registry}/team/${api}`, ...release };
  const files = { "api/chatops.yaml": config, "api/Dockerfile": "FROM scratch\nCOPY chatops.yaml /\n" };
  const made = project({ publish: { registry: publish.registry }, files });
  const inApi = (...args: string[]) => made.user.chatops(join(made.directory, "api"), ...args);
  return { ...made, api, inApi };
}

test("two projects with tags of their own are released side by side, each if it was touched", async () => {
  const { name, remote = "", api, inApi, chatops, commit } = both({ release: { tagPrefix: "api/" } });
  expect((await chatops("release", "--json")).result).toMatchObject({ version: "0.1.0", tag: "v0.1.0" });
  expect((await inApi("release", "--json")).result).toMatchObject({ version: "0.1.0", tag: "api/v0.1.0" });
  commit({}, "feat: not in that folder");
  const untouched = await inApi("release");
  expect(untouched).toMatchObject({ exitCode: 0 });
  expect(untouched.stdout).toContain("Already released as api/v0.1.0; nothing to do\n");
  commit({ "api/file": "new" }, "feat: in that folder");
  expect((await inApi("release", "--json")).result).toMatchObject({ outcome: "released", tag: "api/v0.2.0" });
  expect(tagsOf(remote)).toEqual(["api/v0.1.0", "api/v0.2.0", "v0.1.0"]);
  expect(await tagsInRegistry(publish.registry, `team/${api}`)).toEqual(expect.arrayContaining(["0.1.0", "0.2.0"]));
  expect(await tagsInRegistry(publish.registry, `team/${name}`)).toContain("0.1.0");
});

test("without a prefix each still has releases of its own, under versions that nobody else has", async () => {
  const { name, api, inApi, chatops } = both();
  expect((await chatops("release", "--json")).result).toMatchObject({ version: "0.1.0" });
  const { result } = await inApi("release", "--json");
  expect(result).toMatchObject({ outcome: "released", version: "0.1.1" });
  expect(result.image.reference).toContain(`/${api}:0.1.1@`);
  const trace = await chatops("trace", "0.1.0");
  expect(trace.stdout).toContain(`/${name}:0.1.0@`);
});
