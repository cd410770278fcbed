import { rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { errorOf } from "../../../testing/chatops/built-chatops.ts";
import {
  type ComposeProject,
  composeFile,
  composeProject,
  healthyServer,
} from "../../../testing/docker/compose-project.ts";
import { docker } from "../../../testing/docker/docker.ts";
import { few, full } from "../../../testing/setup/short-run.ts";

describe("a Compose file that Compose refuses", () => {
  const files: Record<string, [string | object, string]> = {
    "is no YAML": ["services: [\n", "yaml"],
    "has an unknown key": [composeFile("x", { more: { colour: "red" } }), "colour"],
    "has an env_file that is not there": [
      composeFile("x", { more: { env_file: ["secrets.env"] } }),
      "secrets.env not found",
    ],
    "needs a variable": [composeFile("x", { more: { environment: { A: "${UNSET_HERE:?set it}" } } }), "UNSET_HERE"],
  };
  test.each(few(Object.entries(files), 2))(
    "%s: Compose's own words, and nothing is started",
    async (_, [file, words]) => {
      const place = composeProject();
      const text = typeof file === "string" ? file : JSON.stringify(file).replaceAll('"x"', `"${place.name}"`);
      place.commit({ "server.js": healthyServer, "compose.yaml": text });
      await place.chatops("release");
      const ran = await place.deploy();
      expect(ran.exitCode).toBe(2);
      const { message, details = [] } = errorOf(ran) ?? {};
      expect([message, ...details].join("\n")).toContain(words);
      expect(place.containers()).toEqual([]);
    },
  );
});

test("a variable that is not set is warned of by name, no part of a value is told, and a second Compose file is named", async () => {
  const place = composeProject();
  const environment = { URL: "http://${UNSET_HERE}/", KEY: "${KEY}" };
  place.commit({ ".env": "KEY=pass$wordpart\n", "server.js": healthyServer, "docker-compose.yml": "services: {}\n" });
  await place.release(healthyServer, { more: { environment } });
  const { exitCode, stdout } = await place.deploy("--dry-run");
  expect(exitCode, stdout).toBe(0);
  expect(stdout).toContain("Compose takes an empty text for what is not set: UNSET_HERE");
  expect(stdout).toContain("a value of .env or an env_file has a `$`");
  expect(stdout).not.toContain("wordpart");
  expect(stdout).toContain("Compose takes compose.yaml and passes over docker-compose.yml");
});

test("a Compose file below a folder means what docker compose makes of it, also for a release and a way back", async () => {
  const place = composeProject();
  const { name } = place;
  const service = composeFile(name, {
    more: {
      build: { context: ".." },
      env_file: ["app.env"],
      environment: { ROOT: "${ROOT-none}", SIDE: "${SIDE-none}" },
      volumes: ["./conf:/conf:ro"],
    },
  });
  place.commit({
    "chatops.yaml": { name, environments: { local: { compose: { file: "deploy/prod.yaml" }, observe: "1s" } } },
    "server.js": healthyServer,
    ".env": "ROOT=1\n",
    "deploy/.env": "ROOT=2\nSIDE=2\n",
    "deploy/app.env": "OWN=3\n",
    "deploy/conf/text": "here",
    "deploy/prod.yaml": service,
  });
  await place.chatops("release");
  expect(await place.deploy()).toMatchObject({ exitCode: 0, result: { outcome: "healthy" } });
  const seen = () =>
    docker("exec", `${name}-local-${name}-1`, "sh", "-c", "echo $ROOT $SIDE $OWN $(cat /conf/text)").trim();
  expect(seen()).toBe("1 2 3 here");
  place.commit({ "server.js": "throw new Error('no');\n", "deploy/.env": "SIDE=5\n", "deploy/conf/text": "there" });
  await place.chatops("release");
  expect(await place.deploy()).toMatchObject({ result: { aftermath: { did: "rolledBack", version: "0.1.0" } } });
  expect(seen()).toBe("1 2 3 here");
});

full("a container whose log nobody can read fails no deployment", async () => {
  const place = composeProject();
  const migrate = { image: "node:24-slim", command: ["true"], logging: { driver: "none" } };
  await place.release(healthyServer, { services: { migrate } });
  expect(await place.deploy()).toMatchObject({ exitCode: 0, result: { outcome: "healthy" } });
});

const job = (keys: object) => ({ command: ["node", "-e", "setInterval(() => {}, 1000)"], init: true, ...keys });
const imageOf = ({ name }: ComposeProject, service: string) =>
  docker("inspect", "--format", "{{.Image}}", `${name}-local-${service}-1`);

test("every service that is built as the project's own runs the release's image", async () => {
  const place = composeProject();
  await place.release(healthyServer, { services: { worker: job({ build: { context: "." } }) } });
  expect(await place.deploy()).toMatchObject({ exitCode: 0, result: { outcome: "healthy" } });
  expect(imageOf(place, "worker")).toBe(imageOf(place, place.name));
  await place.release(`${healthyServer}// next\n`, { services: { worker: job({ build: "." }) } });
  expect(await place.deploy()).toMatchObject({ exitCode: 0, result: { version: "0.1.1" } });
  expect(imageOf(place, "worker")).toBe(imageOf(place, place.name));
});

test("a service that is built from something else is refused by name, and nothing is changed", async () => {
  const place = composeProject();
  await place.release(healthyServer);
  await place.deploy();
  const before = place.containers();
  await place.release(`${healthyServer}// next\n`, { services: { worker: job({ build: "./worker" }) } });
  const ran = await place.deploy();
  expect(ran.exitCode).toBe(3);
  expect(errorOf(ran)).toMatchObject({
    message: `a release has one image, that of ${place.name}, but the Compose file builds another for worker`,
    details: ["worker: built from ./worker"],
    hint: expect.stringContaining("`image`"),
  });
  expect(place.containers()).toEqual(before);
});

full("the image is built as the Compose file says, released or not", async () => {
  const place = composeProject({
    files: {
      "docker/app.Dockerfile": `FROM node:24-slim AS production
COPY server.js /
ARG APP_VERSION
ARG COLOUR
ENV APP_VERSION=$APP_VERSION COLOUR=$COLOUR
CMD ["node", "/server.js"]
FROM production AS test
CMD ["node", "-e", "throw new Error('these are the tests')"]
`,
    },
  });
  const build = { context: ".", dockerfile: "docker/app.Dockerfile", target: "production", args: { COLOUR: "blue" } };
  rmSync(join(place.directory, "Dockerfile"));
  place.commit({ "server.js": healthyServer, "compose.yaml": composeFile(place.name, { more: { build } }) });
  for (const version of ["dev", await place.release(healthyServer, { more: { build } })]) {
    const ran = await place.deploy("--version", version);
    expect(ran, ran.stdout).toMatchObject({ exitCode: 0, result: { outcome: "healthy" } });
    expect(docker("exec", place.containers()[0] ?? "", "printenv", "COLOUR")).toBe("blue");
  }
});
