import { rmSync } from "node:fs";
import { expect } from "vitest";
import { composeFile, crashingServer, healthyServer } from "../../../testing/docker/compose-project.ts";
import { docker, removeAfterwards } from "../../../testing/docker/docker.ts";
import { project } from "../../../testing/git/git-project.ts";
import { full } from "../../../testing/setup/short-run.ts";

const Dockerfile =
  'FROM node:24-slim\nCOPY server.js /\nARG APP_VERSION\nENV APP_VERSION=$APP_VERSION\nCMD ["node", "/server.js"]\n';

/** A project on Compose with a web server and a worker, an image each. */
function withWorker() {
  const made = project();
  const { name } = made;
  // What is asked for last is removed first: containers go before their images.
  for (const own of [`${name}-web`, `${name}-worker`, name]) removeAfterwards(own);
  const server = {
    build: { context: "worker" },
    healthcheck: { test: ["CMD", "test", "-e", "/tmp/ready"], interval: "500ms" },
  };
  const services = { web: { build: "web" }, worker: server, copy: { ...server, image: "anything" } };
  const { services: files } = composeFile("web", { services }) as { services: { web: object } };
  const compose = { services: { ...files, web: { ...files.web, build: "web", volumes: [] } } };
  const config = { name, services: { web: {}, worker: {} }, environments: { local: { compose: {}, observe: "1s" } } };
  const commit = (worker: string) =>
    made.commit({
      "chatops.yaml": config,
      "compose.yaml": compose,
      ...{ "web/Dockerfile": Dockerfile, "web/server.js": healthyServer },
      ...{ "worker/Dockerfile": Dockerfile, "worker/server.js": worker },
    });
  const running = () =>
    docker("ps", "--filter", `name=${name}-local`, "--format", '{{.Label "com.docker.compose.service"}} {{.Image}}')
      .split("\n")
      .sort();
  const service = '{{index .Config.Labels "com.docker.compose.service"}}';
  const images = () =>
    docker(
      "inspect",
      "--format",
      `${service} {{.Image}}`,
      ...docker("ps", "--quiet", "--filter", `name=${name}-local`).split("\n"),
    )
      .split("\n")
      .sort();
  return { ...made, commit, running, images };
}

full("each service of a Compose file runs its image, and goes back to it with the others", async () => {
  const { name, user, commit, chatops, running, images } = withWorker();
  commit(healthyServer);
  const released = await chatops("release", "--json");
  expect(released.result).toMatchObject({ outcome: "released", images: [{ service: "web" }, { service: "worker" }] });
  const deploy = (...args: string[]) => chatops("deploy", "--env", "local", "--json", ...args);
  expect(await deploy()).toMatchObject({ exitCode: 0, result: { outcome: "healthy", version: "0.1.0" } });
  const first = [`copy ${name}-worker:0.1.0`, `web ${name}-web:0.1.0`, `worker ${name}-worker:0.1.0`];
  expect(running()).toEqual(first);
  expect((await deploy()).result).toMatchObject({ outcome: "unchanged" });
  const trace = JSON.parse((await chatops("trace", "--env", "local", "--json")).stdout);
  expect(trace).toMatchObject({ version: "0.1.0", agrees: true });
  commit(crashingServer("the worker fails"));
  await chatops("release");
  const failed = await deploy();
  expect(failed.result).toMatchObject({ outcome: "failed", version: "0.1.1", aftermath: { did: "rolledBack" } });
  expect(running()).toEqual(first);
  commit(healthyServer);
  expect((await deploy("--version", "dev")).exitCode).toBe(0);
  expect(running().map((line) => line.replace(/0\.0\.0-dev\..*/, "dev"))).toEqual(
    first.map((line) => line.replace("0.1.0", "dev")),
  );

  // What ran says itself what each service ran, if neither files nor history do.
  const dev = images();
  rmSync(user.state, { recursive: true });
  commit(crashingServer("the worker fails again"));
  const lost = await deploy("--version", "dev");
  expect(lost.result, lost.stdout).toMatchObject({ outcome: "failed", aftermath: { did: "rolledBack" } });
  expect(images()).toEqual(dev);
});
