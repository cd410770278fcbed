import { renameSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { errorOf, type Ran } from "../../../testing/chatops/built-chatops.ts";
import { type ComposeProject, composeProject, healthyServer } from "../../../testing/docker/compose-project.ts";
import { docker } from "../../../testing/docker/docker.ts";
import { loggedInTo } from "../../../testing/docker/docker-config.ts";
import { ownServers } from "../../../testing/servers/own-servers.ts";
import { switchBefore, switchBeforeEngine } from "../../../testing/servers/switch.ts";
import { full } from "../../../testing/setup/short-run.ts";
import type { Event } from "../../core/events.ts";

const auth = { user: "robot", password: "pa55-of-the-registry" };
const publish = ownServers({ auth });

function expectClear(ran: Ran, names: string): void {
  expect(ran.exitCode).toBe(3);
  const error = errorOf(ran);
  expect(error).toMatchObject({ hint: expect.any(String) });
  expect([error?.message, ...(error?.details ?? [])].join("\n")).toContain(names);
  expect(ran.stdout + ran.stderr).not.toContain(auth.password);
}

describe("while the engine is off", () => {
  test("a deployment says so and changes nothing; switched on, it is made", async () => {
    const { address, off, on } = await switchBeforeEngine();
    const place = composeProject({ env: { DOCKER_HOST: address } });
    await place.release(healthyServer);
    await off();
    expectClear(await place.deploy(), address);
    await on();
    expect((await place.deploy()).result).toMatchObject({ outcome: "healthy", version: "0.1.0" });
  });

  full("a deployment in its course says so; switched on, the next completes it", async () => {
    const { address, off, on } = await switchBeforeEngine();
    const place = composeProject({ env: { DOCKER_HOST: address } });
    await place.release(healthyServer);
    await place.deploy();
    await place.release(`${healthyServer}// next\n`);
    const onEvent = (event: Event) => {
      if (event.type === "started" && event.title.startsWith("Promote")) setTimeout(off, 300);
    };
    const args = ["deploy", "--to", "compose", "--json"];
    expectClear(await place.user.run(args, { cwd: place.directory, onEvent }), address);
    await on();
    expect((await place.deploy()).result).toMatchObject({ version: "0.1.1" });
    expect(await place.runningAnswer()).toBe("0.1.1");
  });
});

full("while the remote is off a deployment says so; mended, it is made", async () => {
  const place = composeProject({ remote: true });
  await place.release(healthyServer);
  const { remote = "" } = place;
  renameSync(remote, `${remote}.away`);
  expectClear(await place.deploy(), remote);
  renameSync(`${remote}.away`, remote);
  expect((await place.deploy()).result).toMatchObject({ outcome: "healthy", version: "0.1.0" });
});

describe("a registry that has the image of a release", () => {
  const removeImages = ({ name }: ComposeProject) =>
    docker("rmi", "--force", docker("images", "--quiet", "--filter", `reference=*/team/${name}`));

  full("and is off, or refuses the user: named, nothing changed; else the image is pulled", async () => {
    const { address, off, on } = await switchBefore(publish.registry);
    const place = composeProject({
      publish: { registry: address },
      env: loggedInTo({ [address]: auth }),
    });
    await place.release(healthyServer);
    removeImages(place);
    await off();
    expectClear(await place.deploy(), address);
    await on();
    const wrong = { ...place.user.env, ...loggedInTo({ [address]: { ...auth, password: "wrong" } }) };
    const args = ["deploy", "--to", "compose", "--json"];
    const refused = await place.user.run(args, { cwd: place.directory, env: wrong });
    expectClear(refused, address);
    expect(errorOf(refused)?.hint).toContain("docker login");
    expect(place.containers()).toEqual([]);
    expect((await place.deploy()).result).toMatchObject({ outcome: "healthy", version: "0.1.0" });
  });
});
