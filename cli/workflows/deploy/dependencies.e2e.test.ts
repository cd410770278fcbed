import { expect } from "vitest";
import {
  composeProject,
  crashingServer,
  healthyServer,
  type Service,
} from "../../../testing/docker/compose-project.ts";
import { docker } from "../../../testing/docker/docker.ts";
import { folder } from "../../../testing/fixtures/folder.ts";
import { full } from "../../../testing/setup/short-run.ts";

const checkedImage = 'FROM node:24-slim\nHEALTHCHECK --interval=1s CMD ["true"]\n';
const helper = { image: "node:24-slim", init: true, command: ["sleep", "9999"] };

/** A service that waits for another one, which anything with the volume can make sick. */
const waiting: Service = {
  more: { volumes: ["data:/data"], depends_on: { db: { condition: "service_healthy" } } },
  services: {
    db: {
      ...helper,
      volumes: ["data:/data"],
      healthcheck: { test: ["CMD", "test", "!", "-e", "/data/sick"], interval: "500ms", retries: 2 },
    },
  },
};

const healthOf = (container: string) => docker("inspect", "--format", "{{.State.Health.Status}}", container);

full(
  "a version that would wait for what is unhealthy, and that it does not change, is refused before any change",
  async () => {
    const place = composeProject();
    const db = `${place.name}-local-db-1`;
    await place.release(healthyServer, waiting);
    await place.deploy();
    const before = place.containers();
    docker("exec", db, "touch", "/data/sick");
    await expect.poll(() => healthOf(db), { timeout: 20_000 }).toBe("unhealthy");
    await place.release(`${healthyServer}// second\n`, waiting);
    const refused = await place.deploy();
    expect(refused, refused.stdout).toMatchObject({ exitCode: 3 });
    expect(refused.stdout).toContain(`db, which ${place.name} waits for, is unhealthy`);
    expect(place.containers()).toEqual(before);
    expect(await place.runningAnswer()).toBe("0.1.0");
    // One that the version changes is replaced, and checked anew.
    await place.release(`${healthyServer}// third\n`, {
      ...waiting,
      services: { db: { ...helper, healthcheck: { test: ["CMD", "true"], interval: "500ms" } } },
    });
    const mended = await place.deploy();
    expect(mended, mended.stdout).toMatchObject({ exitCode: 0, result: { version: "0.1.2" } });
  },
);

full("what ran before runs again, also if what it waits for is unhealthy by then", async () => {
  const place = composeProject();
  await place.release(healthyServer, waiting);
  await place.deploy();
  const sickening =
    'require("node:fs").writeFileSync("/data/sick", ""); setTimeout(() => { throw new Error("no"); }, 3000);\n';
  await place.release(sickening, waiting);
  const failed = await place.deploy();
  expect(failed, failed.stdout).toMatchObject({ result: { outcome: "failed", aftermath: { did: "rolledBack" } } });
  expect(await place.runningAnswer()).toBe("0.1.0");
});

full("a task that others wait for is done once, however long they are checked", async () => {
  const place = composeProject();
  const slow = healthyServer.replace(
    'writeFileSync("/tmp/ready", "")',
    'setTimeout(() => writeFileSync("/tmp/ready", ""), 100_000)',
  );
  const task = ["node", "-e", "require('node:fs').appendFileSync('/data/runs', 'x')"];
  await place.release(slow, {
    more: {
      volumes: ["data:/data"],
      depends_on: { setup: { condition: "service_completed_successfully" } },
      healthcheck: { test: ["CMD", "test", "-e", "/tmp/ready"], interval: "1s", start_period: "3m" },
    },
    services: {
      setup: { build: ".", command: task, volumes: ["data:/data"] },
      proxy: { ...helper, depends_on: { [place.name]: { condition: "service_healthy" } } },
    },
  });
  const ran = await place.deploy();
  expect(ran, ran.stdout).toMatchObject({ exitCode: 0, result: { outcome: "healthy" } });
  const own = docker("ps", "--quiet", "--filter", `name=${place.name}-local-${place.name}-1`);
  expect(docker("exec", own, "cat", "/data/runs")).toBe("x");
});

full("a version that waits for the health of what nothing checks is refused, if its image is known", async () => {
  const place = composeProject();
  const on = (image: string, condition: string): Service => ({
    more: { depends_on: { cache: { condition } } },
    services: { cache: { ...helper, image } },
  });
  await place.release(healthyServer, on("node:24-slim", "service_started"));
  await place.deploy();
  const before = place.containers();
  await place.release(`${healthyServer}// second\n`, on("node:24-slim", "service_healthy"));
  const refused = await place.deploy();
  expect(refused, refused.stdout).toMatchObject({ exitCode: 3 });
  expect(refused.stdout).toContain(`${place.name} waits until cache is healthy, which has no health check`);
  expect(place.containers()).toEqual(before);
  // An image may check itself.
  docker("build", "--quiet", "--tag", `${place.name}-checked`, folder({ Dockerfile: checkedImage }));
  await place.release(`${healthyServer}// third\n`, on(`${place.name}-checked`, "service_healthy"));
  const ran = await place.deploy();
  expect(ran, ran.stdout).toMatchObject({ exitCode: 0, result: { version: "0.1.2" } });
});

full(
  "a service in the network of another one is reached at that one's ports, and put back if that starts again",
  async () => {
    const place = composeProject();
    await place.release(healthyServer, {
      more: { network_mode: "service:proxy", ports: [] },
      services: { proxy: { ...helper, ports: ["127.0.0.1:0:3000"] } },
    });
    const ran = await place.deploy();
    expect(await place.answer(ran), ran.stdout).toBe("0.1.0");
    docker("restart", "--time", "1", `${place.name}-local-proxy-1`);
    const status = await place.chatops("status", "--env", "local", "--json");
    expect(JSON.parse(status.stdout), status.stdout).toMatchObject({ environments: [{ state: "degraded" }] });
    const again = await place.deploy();
    expect(await place.answer(again), again.stdout).toBe("0.1.0");
  },
);

full(
  "a helper that is told something else by the Compose file alone gets it, and what it was told before",
  async () => {
    const place = composeProject();
    const told = (word: string): Service => ({
      services: {
        proxy: { ...helper, configs: [{ source: "site", target: "/site" }], secrets: ["token"] },
      },
      file: { configs: { site: { content: word } }, secrets: { token: { environment: "OWN_TOKEN" } } },
    });
    const said = () => docker("exec", `${place.name}-local-proxy-1`, "cat", "/site", "/run/secrets/token");
    const deploy = (token: string) =>
      place.user.run(["deploy", "--to", "compose"], { cwd: place.directory, env: { OWN_TOKEN: token } });
    await place.release(healthyServer, told("one"));
    await deploy("1");
    expect(said()).toBe("one1");
    await place.release(`${healthyServer}// second\n`, told("two"));
    await deploy("2");
    expect(said()).toBe("two2");
    await place.release(crashingServer("no"), told("three"));
    await deploy("2");
    expect(said()).toBe("two2");
  },
);

full("a task that tries again until what it needs answers is done then", async () => {
  const place = composeProject();
  const connect = `require("node:net").connect(5432, "db").on("connect", () => process.exit(0))`;
  await place.release(healthyServer, {
    more: { depends_on: { migrate: { condition: "service_completed_successfully" } } },
    services: {
      migrate: { image: "node:24-slim", restart: "on-failure", depends_on: ["db"], command: ["node", "-e", connect] },
      db: {
        ...helper,
        command: ["node", "-e", `setTimeout(() => require("node:net").createServer().listen(5432), 5_000)`],
      },
    },
  });
  const ran = await place.deploy();
  expect(ran, ran.stdout).toMatchObject({ exitCode: 0, result: { outcome: "healthy" } });
});
