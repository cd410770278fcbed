import { cpSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { freePort } from "../../../sandbox/ports.ts";
import { errorOf } from "../../../testing/chatops/built-chatops.ts";
import {
  type ComposeProject,
  composeFile,
  composeProject,
  crashingServer,
  healthyServer,
  withLocal,
} from "../../../testing/docker/compose-project.ts";
import { docker, removeAfterwards } from "../../../testing/docker/docker.ts";
import { folder, writeAll } from "../../../testing/fixtures/folder.ts";
import { git } from "../../../testing/git/repository.ts";
import { full } from "../../../testing/setup/short-run.ts";

/** Another repository whose project has the same name, with a release. */
async function namesake({ name }: ComposeProject, server = healthyServer): Promise<ComposeProject> {
  const other = composeProject();
  other.commit({ "chatops.yaml": withLocal(name), "server.js": server, "compose.yaml": composeFile(name) });
  await other.chatops("release");
  return other;
}

const labelsOf = (place: ComposeProject) =>
  JSON.parse(docker("inspect", "--format", "{{json .Config.Labels}}", place.containers()[0] ?? ""));

test("another environment of the project that has the container's name is told as that, and nothing stays of the one that failed", async () => {
  const local = { compose: {}, observe: "1s" };
  const place = composeProject({ environments: { local, staging: local } });
  const web = `${place.name}-web`;
  const version = await place.release(healthyServer, { more: { container_name: web } });
  const deploy = (environment: string) =>
    place.chatops("promote", version, "--env", environment, "--json", "--timeout", "60s");
  expect(await deploy("local")).toMatchObject({ exitCode: 0 });
  const ran = await deploy("staging");
  expect(ran.result, ran.stdout).toMatchObject({
    verdict: {
      code: "start.name-taken",
      cause: `the name ${web} is taken by ${web} of the environment local of this project`,
      fix: expect.stringContaining("Take `container_name` out of the Compose file"),
    },
    aftermath: { did: "unchanged" },
  });
  expect(docker("network", "ls", "--quiet", "--filter", `name=${place.name}-staging`)).toBe("");
});

describe("a Compose project of another repository", () => {
  test("is refused before anything changes, and taken over with --adopt", async () => {
    const place = composeProject();
    await place.release(healthyServer);
    await place.deploy();
    const before = place.containers();
    const { "chatops.repository": identity } = labelsOf(place);
    expect(identity).toMatch(/^root:/);
    const other = await namesake(place);
    for (const more of [[], ["--dry-run"]]) {
      const ran = await other.deploy(...more);
      expect(ran.exitCode).toBe(3);
      expect(errorOf(ran)).toMatchObject({
        message: expect.stringContaining(`${place.name}-local`),
        details: expect.arrayContaining([expect.stringContaining(identity)]),
        hint: expect.stringContaining("--adopt"),
      });
    }
    const promoted = await other.chatops("promote", "--env", "local", "--json");
    expect(promoted.exitCode).toBe(3);
    expect(place.containers()).toEqual(before);
    const adopted = await other.deploy("--adopt");
    expect(adopted).toMatchObject({ exitCode: 0, result: { outcome: "healthy" } });
    expect(labelsOf(place)["chatops.repository"]).not.toBe(identity);
    expect((await place.deploy()).exitCode).toBe(3);
    expect((await other.deploy()).result.outcome).toBe("unchanged");
  });

  full("that is one's own under another name is told before a second one begins", async () => {
    const place = composeProject();
    await place.release(healthyServer);
    await place.deploy();
    const name = `${place.name}-new`;
    place.commit({ "chatops.yaml": withLocal(name), "compose.yaml": composeFile(name) });
    await place.chatops("release");
    const { stderr } = await place.chatops("deploy", "--to", "compose", "--dry-run");
    expect(stderr).toContain(`runs as the Compose project ${place.name}-local`);
    expect(stderr).toContain(`docker compose --project-name ${place.name}-local down`);
  });

  full("that is one's own under another name is named if it holds the port", async () => {
    const place = composeProject();
    const port = await freePort();
    const more = { ports: [`127.0.0.1:${port}:3000`] };
    await place.release(healthyServer, { more });
    await place.deploy();
    const directory = `${place.directory}-moved`;
    cpSync(place.directory, directory, { recursive: true });
    const name = `${place.name}-new`;
    writeAll(directory, { "chatops.yaml": withLocal(name), "compose.yaml": composeFile(name, { more }) });
    removeAfterwards(name);
    const ran = await place.user.chatops(directory, "deploy", "--to", "compose", "--version", "dev", "--json");
    expect(ran.result?.verdict, ran.stdout).toMatchObject({
      code: "network.port-taken",
      cause:
        `port ${port} of this machine is taken by ${place.name}-local-${place.name}-1 of the Compose project ` +
        `${place.name}-local, as which this project ran under another name or in another folder`,
      fix: expect.stringContaining(`docker compose --project-name ${place.name}-local down`),
    });
  });

  full("that was taken over runs again as theirs where the own one fails", async () => {
    const place = composeProject();
    await place.release(healthyServer);
    await place.deploy();
    const { "chatops.repository": identity } = labelsOf(place);
    const other = await namesake(place, crashingServer("no"));
    // The same number, but another version.
    expect(await other.deploy("--adopt")).toMatchObject({
      exitCode: 21,
      result: { aftermath: { did: "rolledBack", version: "0.1.0" } },
    });
    expect(labelsOf(place)["chatops.repository"]).toBe(identity);
    expect(await place.runningAnswer()).toBe("0.1.0");
    expect((await place.deploy()).result.outcome).toBe("unchanged");
  });

  full("is still one's own after the repository got a remote", async () => {
    const place = composeProject();
    await place.release(healthyServer);
    await place.deploy();
    const remote = folder({}, "remote.git");
    git(remote, "init", "--quiet", "--bare");
    git(place.directory, "remote", "add", "origin", remote);
    git(place.directory, "push", "--quiet", "origin", "HEAD:main", "--tags");
    expect(await place.deploy()).toMatchObject({ exitCode: 0, result: { outcome: "unchanged" } });
  });
});

describe("containers that chatops did not start", () => {
  const up = (place: ComposeProject, directory: string) =>
    docker(
      "compose",
      "--project-name",
      `${place.name}-local`,
      "--project-directory",
      directory,
      "--file",
      `${directory}/compose.yaml`,
      "up",
      "-d",
    );

  full("are one's own in the project's folder, and another's elsewhere", async () => {
    const place = composeProject();
    const stranger = composeProject();
    stranger.commit({ "compose.yaml": { services: { web: { image: "node:24-slim", command: ["sleep", "600"] } } } });
    up(place, stranger.directory);
    await place.release(healthyServer);
    const before = place.containers();
    const refused = await place.deploy();
    expect(refused.exitCode).toBe(3);
    expect(errorOf(refused)?.details?.join()).toContain(stranger.directory);
    expect(place.containers()).toEqual(before);
    docker("rm", "--force", ...before);
    up(place, place.directory);
    expect(await place.deploy()).toMatchObject({ exitCode: 0, result: { outcome: "healthy" } });
  });
});
