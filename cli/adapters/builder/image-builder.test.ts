import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { ProcessFailure } from "../../../lib/processes.ts";
import { failureOf } from "../../../testing/chatops/failure.ts";
import { withDocker } from "../../../testing/docker/own-docker.ts";
import { folder } from "../../../testing/fixtures/folder.ts";
import type { Build } from "./arguments.ts";
import { buildImage, explain } from "./image-builder.ts";

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

test.each([
  ["secret npmrc: not found", "build: { secrets: { npmrc: { environment: … } } }"],
  ["secret npmrc not found: not found", "build: { secrets: { npmrc: { environment: … } } }"],
  ["toomanyrequests: You have reached your unauthenticated pull rate limit.", "`docker login`"],
  [
    'failed to do request: Head "https://registry.example/v2/library/node/manifests/24": dial tcp: lookup registry.example: no such host',
    "The engine does not reach this registry",
  ],
  ["pull access denied, repository does not exist or may require authorization", "`docker login`"],
  ["write /var/lib/layer: no space left on device", "`docker builder prune`"],
  ['no builder "old" found', "unset BUILDX_BUILDER"],
  [
    "could not parse ssh: [default]: invalid empty ssh agent socket, make sure SSH_AUTH_SOCK is set",
    "No SSH agent is there",
  ],
  ["failed to create LLB definition: dockerfile parse error line 4: unknown instruction: EOF", "docker/dockerfile:1"],
  ["dockerfile parse error on line 2: Unknown flag: link", "docker/dockerfile:1"],
  ["unsupported frontend capability moby.buildkit.frontend.contexts", "too old for `build.contexts`"],
  ['no SSH key "default" forwarded from the client', "build: { ssh: [default] }"],
  ['process "/bin/sh -c npm ci" did not complete successfully: exit code: 1', "Fix the Dockerfile or the code"],
])("what keeps an image from being built is told with the way out: %s", async (said, hint) => {
  const program = `console.error(${JSON.stringify(`ERROR: failed to build: failed to solve: ${said}`)}); process.exit(1);`;
  const failure = await failureOf(built(folder({ Dockerfile: "" }), {}, program));
  expect(failure.message).toBe(`the image does not build: ${said}`);
  expect(failure.hint).toContain(hint);
});

test("what a step says of its failure is shown, also where the builder's own end of it does not reach", async () => {
  const own = "npm error Missing: left-pad@1.3.0 from lock file";
  const help = Array.from({ length: 30 }, (_, index) => `#9 2.1 npm error   --option-${index}`);
  const end = [
    "------",
    " > [2/3] RUN npm ci:",
    "2.1 npm error   --option-29",
    "------",
    "ERROR: failed to solve: exit code: 1",
  ];
  const said = [`#9 2.1 ${own}`, "#9 2.1 npm error Usage:", ...help, "#9 ERROR: exit code: 1", ...end].join("\n");
  const program = `console.error(${JSON.stringify(said)}); process.exit(1);`;
  const failure = await failureOf(built(folder({ Dockerfile: "" }), {}, program));
  expect(failure.details).toEqual(["> [2/3] RUN npm ci:", own]);
});

test("a key that a step lacks is told with the way to hand it on", async () => {
  const said =
    "------\n > [2/3] RUN git clone git@host:team/lib:\n0.4 git@host: Permission denied (publickey).\n------\n";
  const failed = `${said}ERROR: failed to solve: process "/bin/sh -c git clone" did not complete successfully: exit code: 128`;
  const program = `console.error(${JSON.stringify(failed)}); process.exit(1);`;
  const failure = await failureOf(built(folder({ Dockerfile: "" }), {}, program));
  expect(failure.details).toContain("0.4 git@host: Permission denied (publickey).");
  expect(failure.hint).toContain("build: { ssh: [default] }");
});

const step = (command: string) => `------\n > [2/3] ${command}:\n------\n`;
const uncached = 'failed to compute cache key: "/dist" not found: not found';
const [untracked, ignored] = ["it does not track dist", "Git has dist, but .dockerignore leaves it out"];

test.each<[what: string, files: Record<string, string>, said: string, hint: string]>([
  ["is not in Git", {}, `${step("COPY dist /dist")}ERROR: ${uncached}`, untracked],
  ["the builder leaves out", { "dist/a": "" }, `${step("COPY dist /dist")}ERROR: ${uncached}`, ignored],
  [
    "a later BuildKit names",
    {},
    `${step("ADD dist /")}ERROR: failed to calculate checksum of ref x::y: "/dist": not found`,
    untracked,
  ],
  [
    "a pattern means",
    {},
    `${step("COPY dist/*.jar /")}ERROR: lstat /var/lib/tmp/buildkit-mount17/dist: no such file or directory`,
    untracked,
  ],
  ["a stage lacks", {}, `${step("COPY --from=build /dist /dist")}ERROR: ${uncached}`, "Fix the Dockerfile or the code"],
])("what is copied and %s is told as that", async (_, files, said, hint) => {
  const program = `console.error(${JSON.stringify(said)}); process.exit(1);`;
  const failure = await failureOf(built(folder({ Dockerfile: "", ...files }), {}, program));
  expect(failure.hint).toContain(hint);
  expect(failure.message).not.toContain("buildkit-mount");
});

test.each([
  "docker: unknown command: docker buildx\n\nRun 'docker --help' for more information",
  "docker: 'buildx' is not a docker command.\nSee 'docker --help'",
  "unknown flag: --load\nSee 'docker --help'.",
])("that Docker has no such plugin is told: %s", (stderr) => {
  expect(explain(new ProcessFailure("docker failed", { stdout: "", stderr, exitCode: 1 }), "/context").message).toBe(
    "docker has no buildx plugin, which builds the image",
  );
});
