import { execFileSync } from "node:child_process";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { errorOf } from "../../../testing/chatops/built-chatops.ts";
import { filesWith, watchCommandLines } from "../../../testing/chatops/secret-traces.ts";
import { composeFile, composeProject, healthyServer } from "../../../testing/docker/compose-project.ts";
import { docker, fileInImage, imagesOf } from "../../../testing/docker/docker.ts";
import { type Files, folder, writeAll } from "../../../testing/fixtures/folder.ts";
import { type Project, project } from "../../../testing/git/git-project.ts";
import { httpServer } from "../../../testing/servers/http-server.ts";
import { full } from "../../../testing/setup/short-run.ts";

const secret = "npm-t0ken-of-a-build";

/** A project without registry, whose chatops.yaml has this. */
const building = (build: object, files: Files, env?: NodeJS.ProcessEnv) => {
  const made = project({ remote: false, ...(env && { env }) });
  made.commit({ "chatops.yaml": { name: made.name, build }, ...files });
  return made;
};

test("a secret of the build is nowhere but in the step that reads it", async () => {
  const Dockerfile = [
    "FROM node:24-slim",
    "RUN --mount=type=secret,id=npm,required=true --mount=type=secret,id=npmrc,required=true \\",
    "    cat /run/secrets/npm && sha256sum < /run/secrets/npm > /sum && wc -c < /run/secrets/npmrc > /size",
  ].join("\n");
  const secrets = { npm: { environment: "NPM_TOKEN" }, npmrc: { file: ".npmrc" } };
  const made = building({ secrets }, { Dockerfile, ".gitignore": ".npmrc\n" }, { NPM_TOKEN: secret });
  writeAll(made.directory, { ".npmrc": `//npm.example.com/:_authToken=${secret}` });
  const [ran, seen] = await watchCommandLines([secret], () => made.chatops("release", "--json", "--verbose"));
  expect(ran.exitCode).toBe(0);
  expect(seen).toEqual([]);
  expect(JSON.stringify(ran)).not.toContain(secret);
  const [image = ""] = imagesOf(made.name);
  expect(fileInImage(image, "/sum")).toMatch(/^[0-9a-f]{64} /);
  expect(docker("history", "--no-trunc", image)).not.toContain(secret);
  expect(docker("inspect", image)).not.toContain(secret);
  const unpacked = folder({}, "image");
  execFileSync("sh", ["-c", 'docker save "$0" | tar -x -C "$1"', image, unpacked]);
  expect(filesWith([secret], unpacked)).toEqual([]);
  expect(filesWith([secret], made.user.home)).toEqual([]);
});

test("a secret that is not set ends the run before anything is written", async () => {
  const made = building({ secrets: { npm: { environment: "NPM_TOKEN" } } }, {});
  const ran = await made.chatops("release", "--json");
  expect(ran.exitCode).toBe(3);
  expect(errorOf(ran)?.message).toContain("the variable NPM_TOKEN is not set");
  expect(imagesOf(made.name)).toEqual([]);
});

const saidBy = ({ name }: Project) => docker("inspect", "--format", "{{.Config.Labels.said}}", imagesOf(name)[0] ?? "");

full("the image is built from another folder, with a target and arguments", async () => {
  const build = { context: "app", dockerfile: "docker/Dockerfile", target: "made", args: { WORD: "hello", NUMBER: 5 } };
  const Dockerfile =
    "FROM scratch AS made\nARG WORD\nARG NUMBER\nLABEL said=$WORD-$NUMBER\nCOPY said /\nFROM scratch\n";
  const made = building(build, { "app/docker/Dockerfile": Dockerfile, "app/said": "hello" });
  expect(errorOf(await made.chatops("release", "--json"))).toBeUndefined();
  expect(saidBy(made)).toBe("hello-5");
});

test("Docker's builder sends its traces to the same collector, by HTTP, and waits for none of gRPC", async () => {
  const { host, requests } = await httpServer((_, response) => response.end("{}"));
  const made = building({}, {}, { OTEL_EXPORTER_OTLP_ENDPOINT: `http://${host}` });
  expect(errorOf(await made.chatops("release", "--json"))).toBeUndefined();
  const types = requests.map(({ headers }) => headers["content-type"]);
  expect(types).toContain("application/x-protobuf");
  expect(types.at(-1)).toBe("application/json");
});

test("the image is built by a Dockerfile in lower case", async () => {
  const made = project({ remote: false });
  rmSync(join(made.directory, "Dockerfile"));
  made.commit({ dockerfile: "FROM scratch\nLABEL said=hello\nCOPY message /\n" });
  expect(errorOf(await made.chatops("release", "--json"))).toBeUndefined();
  expect(saidBy(made)).toBe("hello");
});

test("an image of several platforms is refused where nothing can keep it, before anything is written", async () => {
  const made = building({ platforms: ["linux/amd64", "linux/arm64"] }, {});
  const ran = await made.chatops("release", "--json");
  expect(errorOf(ran)?.message).toContain("an image of linux/amd64 and linux/arm64 needs a registry");
  expect(imagesOf(made.name)).toEqual([]);
});

test("a working tree and a release are built as the Compose file says, with its secrets, and as chatops.yaml says before it", async () => {
  const Dockerfile = [
    "FROM node:24-slim",
    "COPY server.js /",
    "ARG APP_VERSION",
    "ARG COLOUR",
    "ENV APP_VERSION=$APP_VERSION COLOUR=$COLOUR",
    "RUN --mount=type=secret,id=npm,required=true sha256sum < /run/secrets/npm > /sum",
    'CMD ["node", "/server.js"]',
  ].join("\n");
  const place = composeProject({ files: { Dockerfile, ".gitignore": "npm-token\n" } });
  const config = { name: place.name, build: { args: { COLOUR: "blue" } } };
  const service = {
    more: { build: { context: ".", args: { COLOUR: "red" }, secrets: ["npm"] } },
    file: { secrets: { npm: { file: "./npm-token" } } },
  };
  writeAll(place.directory, { "npm-token": secret });
  place.commit({
    "chatops.yaml": config,
    "compose.yaml": composeFile(place.name, service),
    "server.js": healthyServer,
  });
  for (const version of ["dev", await place.release(healthyServer, service)]) {
    const ran = await place.deploy("--version", version);
    expect(ran, ran.stdout).toMatchObject({ exitCode: 0, result: { outcome: "healthy" } });
    expect(ran.stdout).not.toContain(secret);
    expect(docker("exec", place.containers()[0] ?? "", "printenv", "COLOUR")).toBe("blue");
  }
});
