import { readdirSync, statSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { errorOf, startedSteps } from "../../../testing/chatops/built-chatops.ts";
import { loudEnvironment } from "../../../testing/chatops/loud-environment.ts";
import { composeFile, composeProject, healthyServer } from "../../../testing/docker/compose-project.ts";
import { docker } from "../../../testing/docker/docker.ts";
import { read } from "../../../testing/fixtures/folder.ts";
import { git } from "../../../testing/git/repository.ts";
import { ownServers } from "../../../testing/servers/own-servers.ts";
import { imageInRegistry } from "../../../testing/servers/published-artifacts.ts";
import { full } from "../../../testing/setup/short-run.ts";

const publish = ownServers();

const inspect = (id: string, format: string) => docker("inspect", "--format", `{{${format}}}`, id);

/** Every file with the time it was written, to see whether anything was. */
const snapshot = (folder: string) =>
  readdirSync(folder, { recursive: true, encoding: "utf8" }).map((path) => [
    path,
    statSync(`${folder}/${path}`).mtimeMs,
  ]);

describe("a deployment", () => {
  test("runs the image that was released, under the same version everywhere", async () => {
    const place = composeProject({ publish, remote: true });
    const version = await place.release(healthyServer);
    docker("rmi", "--force", ...docker("images", "--quiet", `${publish.registry}/team/${place.name}`).split("\n"));
    const ran = await place.deploy();
    expect(ran).toMatchObject({ exitCode: 0, result: { outcome: "healthy", version } });
    expect(await place.answer(ran)).toBe(version);
    const [container = ""] = place.containers();
    const image = await imageInRegistry(publish.registry, `team/${place.name}`, version);
    const commit = git(place.directory, "rev-parse", "HEAD");
    expect(inspect(container, ".Config.Image")).toBe(
      `${publish.registry}/team/${place.name}:${version}@${image?.digest}`,
    );
    expect(inspect(container, ".Image")).toBe(image?.configDigest);
    expect(JSON.parse(inspect(container, "json .Config.Labels"))).toMatchObject({
      "chatops.version": version,
      "chatops.commit": commit,
      "chatops.environment": "local",
      "org.opencontainers.image.version": version,
      "org.opencontainers.image.revision": commit,
    });
    const message = git(place.remote ?? "", "tag", "--list", "--format=%(contents)", `v${version}`);
    expect(message).toContain(`Image-Digest: ${image?.digest}\nImage-Id: ${image?.configDigest}\n`);
  });

  test("is what it is, whatever its programs are told to show", async () => {
    const place = composeProject({ publish, remote: true, env: loudEnvironment });
    const version = await place.release(healthyServer);
    const ran = await place.deploy();
    expect(ran).toMatchObject({ exitCode: 0, result: { outcome: "healthy", version } });
    expect(await place.answer(ran)).toBe(version);
    // What DEBUG has libraries print is not masked.
    expect(ran.stderr).not.toMatch(/modem|simple-git/);
  });

  full("of a service that is not called like the project is seen by status and trace", async () => {
    const place = composeProject();
    const { name } = place;
    const config = { name, environments: { local: { compose: {} } } };
    place.commit({ "server.js": healthyServer, "compose.yaml": composeFile("web"), "chatops.yaml": config });
    await place.chatops("release");
    expect((await place.deploy()).exitCode).toBe(0);
    const status = await place.chatops("status", "--json");
    expect(status.exitCode, status.stdout).toBe(0);
    expect(JSON.parse(status.stdout).environments).toMatchObject([{ state: "healthy", version: "0.1.0", ready: 1 }]);
    const traced = await place.chatops("trace", "--json");
    expect(JSON.parse(traced.stdout)).toMatchObject({ version: "0.1.0", agrees: true });
  });

  test("of what runs already does nothing, and recreates no container", async () => {
    const place = composeProject();
    await place.release(healthyServer);
    const first = await place.deploy();
    expect(first.exitCode).toBe(0);
    const before = place.containers().map((id) => [id, inspect(id, ".State.StartedAt")]);
    const again = await place.deploy();
    expect(again).toMatchObject({ exitCode: 0, result: { outcome: "unchanged", addresses: first.result.addresses } });
    expect(startedSteps(again).join()).not.toContain("Deploy");
    expect(place.containers().map((id) => [id, inspect(id, ".State.StartedAt")])).toEqual(before);
  });

  full("starts again what was stopped, and goes to an older version when asked", async () => {
    const place = composeProject();
    const old = await place.release(healthyServer);
    const current = await place.release(`${healthyServer}// changed\n`);
    expect((await place.deploy()).result.version).toBe(current);
    docker("stop", "--time", "1", ...place.containers());
    const restarted = await place.deploy();
    expect(restarted.result).toMatchObject({ outcome: "healthy", version: current });
    expect(await place.answer(restarted)).toBe(current);
    const back = await place.deploy("--version", old);
    expect(back.result).toMatchObject({ outcome: "healthy", version: old, previous: current });
    expect(await place.answer(back)).toBe(old);
  });

  test("changes nothing in a dry run", async () => {
    const place = composeProject();
    await place.release(healthyServer);
    const containers = docker("ps", "--all", "--quiet", "--filter", `name=${place.name}`);
    const state = snapshot(place.user.state);
    const ran = await place.deploy("--dry-run");
    expect(ran).toMatchObject({ exitCode: 0, result: { outcome: "planned", version: "0.1.0" } });
    expect(docker("ps", "--all", "--quiet", "--filter", `name=${place.name}`)).toBe(containers);
    expect(snapshot(place.user.state)).toEqual(state);
  });

  full("of the working tree is marked as no release", async () => {
    const place = composeProject();
    await place.release(healthyServer);
    place.commit({ "server.js": `${healthyServer}// newer\n` });
    const ran = await place.deploy("--version", "dev");
    const version = `0.0.0-dev.g${git(place.directory, "rev-parse", "HEAD").slice(0, 12)}`;
    expect(ran).toMatchObject({ exitCode: 0, result: { outcome: "healthy", version } });
    expect(await place.answer(ran)).toBe(version);
    expect(ran.events).toContainEqual(
      expect.objectContaining({ type: "note", text: "The working tree is not a release." }),
    );
    const changed = await place.commit({ "server.js": `${healthyServer}// newest\n` });
    expect((await place.deploy("--version", "dev")).result.version).toBe(`0.0.0-dev.g${changed.slice(0, 12)}`);
  });
});

describe("a deployment that cannot begin", () => {
  test("says what to add where nobody can be asked", async () => {
    const { exitCode, stderr } = await composeProject().chatops("deploy");
    expect(exitCode).toBe(2);
    expect(stderr).toContain("--to compose, or --to kubernetes");
  });

  test("says what to write where no environment is in a cluster", async () => {
    const ran = await composeProject().chatops("deploy", "--to", "kubernetes", "--json");
    expect(ran.exitCode).toBe(2);
    expect(errorOf(ran)).toMatchObject({
      message: "no environment of chatops.yaml is in a Kubernetes cluster",
      hint: expect.stringContaining("kubernetes: { namespace: staging }"),
    });
  });

  test("names the releases there are, where the one asked for is none", async () => {
    const place = composeProject();
    await place.release(healthyServer);
    const absent = await place.deploy("--version", "9.9.9");
    expect(absent.exitCode).toBe(3);
    expect(errorOf(absent)).toMatchObject({ message: "there is no release 9.9.9", hint: "The newest are: 0.1.0." });
    git(place.directory, "tag", "v5.0.0");
    expect(errorOf(await place.deploy("--version", "5.0.0"))?.message).toBe(
      "v5.0.0 is a tag, but not a release of chatops",
    );
    expect((await place.deploy("--version", "nonsense")).exitCode).toBe(2);
    expect((await place.deploy("--env", "mars")).exitCode).toBe(2);
    expect(place.containers()).toEqual([]);
    expect(read(place.directory, "message")).toBe("hello 2\n");
  });
});
