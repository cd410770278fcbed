import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { failureOf } from "../../../testing/chatops/failure.ts";
import { withDocker } from "../../../testing/docker/own-docker.ts";
import { folder } from "../../../testing/fixtures/folder.ts";
import type { Build } from "./arguments.ts";
import { buildImage } from "./image-builder.ts";

const { signal } = new AbortController();

/** What a `docker` that does as this program does is started with. */
async function built(context: string, more: Partial<Build> = {}, program = ""): Promise<string[]> {
  const lines: string[] = [];
  const env = withDocker(`console.log(JSON.stringify(process.argv.slice(2)));${program}`);
  const build = { context, reference: "chat:1", labels: {}, args: {}, ...more, env };
  await buildImage(build, { progress: () => {}, output: (line) => lines.push(line), signal });
  return JSON.parse(lines[0] ?? "[]");
}

const fileOf = (args: string[]) => args[args.indexOf("--file") + 1];

describe("the Dockerfile", () => {
  test.each([
    ["Dockerfile", undefined, undefined],
    ["dockerfile", undefined, "dockerfile"],
    ["dockerfile", "Dockerfile", "dockerfile"],
    ["docker/web.Dockerfile", "docker/web.Dockerfile", "docker/web.Dockerfile"],
  ])("%s is found as docker finds it, if %s is named", async (path, named, expected) => {
    const context = folder({ [path]: "FROM scratch" });
    const args = await built(context, { dockerfile: named });
    expect(args.includes("--file") ? fileOf(args) : undefined).toBe(expected && join(context, expected));
  });

  test("that is not there is told by its name, and with the key that names another", async () => {
    const failure = await failureOf(built(folder(), { dockerfile: "docker/Dockerfile" }));
    expect(failure.message).toBe("there is no docker/Dockerfile to build the image from");
    expect(failure.hint).toContain("`build.dockerfile` in chatops.yaml");
  });
});

test("an image of several platforms is pushed by the builder, any other stays in the engine", async () => {
  const context = folder({ Dockerfile: "" });
  expect(await built(context)).toContain("--load");
  const args = await built(context, { pushedPlatforms: ["linux/amd64", "linux/arm64"] });
  expect(args).toEqual(expect.arrayContaining(["--push", "--platform", "linux/amd64,linux/arm64"]));
  expect(args).not.toContain("--load");
});

test("a secret that nobody named is told with the key that does", async () => {
  const program = 'console.error("ERROR: failed to build: failed to solve: secret npmrc: not found"); process.exit(1);';
  const failure = await failureOf(built(folder({ Dockerfile: "" }), {}, program));
  expect(failure.message).toBe("the image does not build: secret npmrc: not found");
  expect(failure.hint).toContain("build: { secrets: { npmrc: { environment: … } } }");
});
