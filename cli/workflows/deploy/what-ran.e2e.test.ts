import { rmSync } from "node:fs";
import { describe, expect, test } from "vitest";
import {
  type ComposeProject,
  composeFile,
  composeProject,
  crashingServer,
  healthyServer,
  withLocal,
} from "../../../testing/docker/compose-project.ts";
import { docker } from "../../../testing/docker/docker.ts";
import { folder, writeAll } from "../../../testing/fixtures/folder.ts";
import { full } from "../../../testing/setup/short-run.ts";

const projectOf = ({ name }: ComposeProject) => `${name}-local`;

/** What a person does without chatops. */
const composeUp = (place: ComposeProject, ...args: string[]) =>
  docker("compose", "--project-name", projectOf(place), "--project-directory", place.directory, ...args, "up", "-d");

const labelOf = (place: ComposeProject, label: string) =>
  docker("inspect", "--format", `{{index .Config.Labels "${label}"}}`, place.containers()[0] ?? "");

const servicesOf = (place: ComposeProject) =>
  docker("ps", "--all", "--filter", `label=com.docker.compose.project=${projectOf(place)}`, "--format", "{{.Names}}")
    .split("\n")
    .sort();

/** Ends at once also on a busy machine. */
const crashing = { image: "node:24-slim", restart: "always", command: ["sh", "-c", "echo no cache; exit 1"] };
const lasting = { image: "node:24-slim", init: true, command: ["sleep", "600"] };

test("a service that a version does not have any more is removed, its volumes and what others started are not", async () => {
  const place = composeProject();
  const guest = folder({ "compose.yaml": { services: { guest: lasting } } });
  await place.release(healthyServer, { services: { old: { ...lasting, volumes: ["data:/data"] } } });
  await place.deploy();
  docker("compose", "--project-name", projectOf(place), "--project-directory", guest, "up", "-d");
  await place.release(`${healthyServer}// without old\n`);
  const ran = await place.deploy();
  expect(ran, ran.stdout).toMatchObject({ exitCode: 0, result: { outcome: "healthy" } });
  expect(servicesOf(place)).toEqual(["guest", place.name].map((service) => `${projectOf(place)}-${service}-1`).sort());
  const said = ran.events.flatMap((event) => (event.type === "warning" ? [event.text] : []));
  expect(said.join("\n")).toContain("0.1.1 does not have guest, which somebody else started");
  expect(docker("volume", "ls", "--quiet", "--filter", `name=${place.name}`)).not.toBe("");
  expect(await place.deploy()).toMatchObject({ result: { outcome: "unchanged" } });
});

describe("a deployment that fails goes back to what ran when it began:", () => {
  full("also what was deployed with another state folder, by its commit in Git", async () => {
    const place = composeProject();
    await place.release(healthyServer);
    await place.deploy();
    await place.release(crashingServer("no"));
    rmSync(place.user.state, { recursive: true });
    const env = { XDG_STATE_HOME: folder({}, "other") };
    const ran = await place.user.run(["deploy", "--to", "compose", "--json"], { cwd: place.directory, env });
    expect(ran).toMatchObject({ exitCode: 21, result: { aftermath: { did: "rolledBack", version: "0.1.0" } } });
    expect(await place.runningAnswer()).toBe("0.1.0");
  });

  full("also a working tree that was never released, to its own image although the name is another's now", async () => {
    const place = composeProject();
    place.commit({ "server.js": healthyServer, "compose.yaml": composeFile(place.name) });
    const first = await place.deploy("--version", "dev");
    expect(first.exitCode).toBe(0);
    const image = docker("inspect", "--format", "{{.Image}}", place.containers()[0] ?? "");
    writeAll(place.directory, { "server.js": crashingServer("no") });
    const ran = await place.deploy("--version", "dev");
    expect(ran).toMatchObject({
      exitCode: 21,
      result: { aftermath: { did: "rolledBack", version: first.result.version } },
    });
    expect(docker("inspect", "--format", "{{.Image}}", place.containers()[0] ?? "")).toBe(image);
    expect(await place.runningAnswer()).toBe(first.result.version);
  });

  full("also what somebody started with docker compose in the project's folder", async () => {
    const place = composeProject();
    await place.release(healthyServer);
    docker(
      "build",
      "--quiet",
      "--build-arg",
      "APP_VERSION=by hand",
      "--tag",
      `${projectOf(place)}-${place.name}`,
      place.directory,
    );
    composeUp(place);
    await place.release(crashingServer("no"));
    const ran = await place.deploy();
    expect(ran).toMatchObject({
      exitCode: 21,
      result: { aftermath: { did: "rolledBack", version: `${projectOf(place)}-${place.name}` } },
    });
    expect(await place.runningAnswer()).toBe("by hand");
  });

  full("what this deployment added is removed, what it dropped is back, and what others started stays", async () => {
    const place = composeProject();
    const guest = folder({ "compose.yaml": { services: { guest: lasting } } });
    await place.release(healthyServer, { services: { old: lasting } });
    await place.deploy();
    docker("compose", "--project-name", projectOf(place), "--project-directory", guest, "up", "-d");
    const before = servicesOf(place);
    expect(before).toHaveLength(3);
    await place.release(`${healthyServer}// with cache\n`, { services: { cache: crashing } });
    const ran = await place.deploy();
    expect(ran).toMatchObject({ exitCode: 21, result: { aftermath: { did: "rolledBack", version: "0.1.0" } } });
    expect(servicesOf(place)).toEqual(before);
    const own = docker("port", `${projectOf(place)}-${place.name}-1`, "3000/tcp");
    expect(await (await fetch(`http://${own}`)).text()).toBe("0.1.0");
  });

  full(
    "what did not run well before is left for the last version recorded healthy, or the new one is kept",
    async () => {
      const place = composeProject();
      await place.release(healthyServer);
      await place.release(crashingServer("one"));
      await place.release(crashingServer("two"));
      await place.deploy("--version", "0.1.0");
      await place.deploy("--version", "0.1.1", "--no-rollback");
      expect((await place.deploy("--version", "0.1.2")).result).toMatchObject({
        aftermath: { did: "rolledBack", version: "0.1.0" },
      });
      await place.deploy("--version", "0.1.1", "--no-rollback");
      rmSync(place.user.state, { recursive: true });
      const ran = await place.chatops("deploy", "--to", "compose", "--version", "0.1.2");
      expect(ran.exitCode).toBe(21);
      expect(ran.stdout).toContain("0.1.2 was kept as it is: 0.1.1 ran here before and was not healthy");
      expect(labelOf(place, "chatops.version")).toBe("0.1.2");
    },
  );

  full("what Compose never touched still runs, and that is said", async () => {
    const place = composeProject();
    await place.release(healthyServer);
    await place.deploy();
    const before = place.containers();
    await place.release(`${healthyServer}// proxied\n`, {
      more: { networks: ["absent"] },
      networks: { absent: { external: true } },
    });
    const ran = await place.chatops("deploy", "--to", "compose");
    expect(ran.exitCode).toBeGreaterThanOrEqual(20);
    expect(ran.stdout).toContain("Nothing was changed: 0.1.0 still runs.");
    expect(place.containers()).toEqual(before);
  });

  full("without its Compose file the new one is kept, with the reason and how to go on", async () => {
    const place = composeProject();
    await place.release(healthyServer);
    await place.deploy();
    rmSync(place.user.state, { recursive: true });
    const other = composeProject();
    await other.release(healthyServer);
    const files = { "chatops.yaml": withLocal(place.name), "compose.yaml": composeFile(place.name) };
    other.commit({ ...files, "server.js": crashingServer("no") });
    await other.chatops("release");
    const ran = await other.chatops("deploy", "--to", "compose", "--adopt");
    expect(ran.exitCode).toBe(21);
    expect(ran.stdout).toContain("0.1.1 was kept as it is: the Compose file of 0.1.0 was not found");
  });
});
