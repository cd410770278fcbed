import { join } from "node:path";
import { expect, test } from "vitest";
import { failureOf } from "../../../testing/chatops/failure.ts";
import { withDocker } from "../../../testing/docker/own-docker.ts";
import { folder } from "../../../testing/fixtures/folder.ts";
import { parseConfig } from "../../core/config/parse.ts";
import type { ComposeBuild } from "../../domain/deployment/compose-model.ts";
import { findBuild, foldersOutside } from "./build.ts";

/** As `docker compose config` answers, with its warning in words of 2.40. */
const compose = (build: ComposeBuild) => `
const raw = ${JSON.stringify({ services: { chat: { build } }, secrets: { npm: { file: "npmrc" } } })};
const write = (model) => console.log(JSON.stringify(model));
if (process.argv.includes("--no-interpolate")) write(raw);
else {
  let input = "";
  process.stdin.on("data", (text) => { input += text; }).on("end", () => {
    if (input.includes("API_URL")) console.error('time="now" level=warning msg="The \\\\"API_URL\\\\" variable is not set. Defaulting to a blank string."');
    write(JSON.parse(input.replace("\${API_URL}", "")));
  });
}
`;

async function found(build: ComposeBuild, config = "") {
  const warnings: string[] = [];
  const env = withDocker(compose(build));
  const steps = { signal: new AbortController().signal, warn: (text: string) => warnings.push(text) };
  const directory = folder({ "compose.yaml": "" });
  const checkout = { folder: directory, root: directory, directory: "/project" };
  const found = await findBuild({ env, steps }, parseConfig(`name: chat\n${config}`, "chatops.yaml"), checkout);
  return { ...found, warnings, directory };
}

test("an image that is built with a variable which is not set is warned of, by the variable's name", async () => {
  const { build, warnings } = await found({ context: ".", args: { API_URL: "${API_URL}" }, target: "web" });
  expect(build).toEqual({ context: ".", args: { API_URL: "" }, target: "web" });
  expect(warnings).toEqual(["the image is built with an empty text for what is not set: API_URL"]);
  expect((await found({ context: ".", args: { API_URL: "/api" } })).warnings).toEqual([]);
});

test("an image that is not going to be built as the Compose file says is refused, and not built in another way", async () => {
  const refused = found({ context: ".", args: { API_URL: "${API_URL}" }, privileged: true });
  expect((await failureOf(refused)).message).toContain("not supported: privileged");
});

test("a secret of the Compose file is read in the project, since no commit has it", async () => {
  const { secrets } = await found({ context: ".", secrets: [{ source: "npm" }] });
  expect(secrets).toEqual({ npm: { file: "/project/npmrc" } });
});

test("what chatops.yaml says goes before the Compose file, as far as it stays in the repository", async () => {
  const { build, directory } = await found({ context: ".", target: "web" }, "build: { context: sub, target: jobs }");
  expect(build).toEqual({ context: join(directory, "sub"), target: "jobs" });
  const outside = found({ context: "." }, "build: { context: ../../x }");
  expect((await failureOf(outside)).message).toBe("the build context ../../x is not in the repository");
});

test("what an image is built from besides the project's folder is known, by either file", async () => {
  const outside = (build: ComposeBuild, config = "") => {
    const running = {
      env: withDocker(compose(build)),
      steps: { signal: new AbortController().signal, warn: () => {} },
    };
    const directory = folder({ "compose.yaml": "" });
    const project = { config: parseConfig(`name: chat\n${config}`, "chatops.yaml"), directory };
    return foldersOutside(running, project);
  };
  expect(await outside({ context: "/", additional_contexts: { base: "docker-image://node" } })).toHaveLength(1);
  expect(await outside({}, "build: { context: ../.. }")).toEqual(["../.."]);
  expect(await outside({}, "build: { context: app }")).toEqual([]);
});

test("each service is built as the Compose file builds the one that is called like it, and as chatops.yaml says", async () => {
  const env = withDocker(compose({ context: "/chat", target: "web" }));
  const steps = { signal: new AbortController().signal, warn: () => {} };
  const directory = folder({ "compose.yaml": "" });
  const checkout = { folder: directory, root: directory, directory };
  const config = parseConfig("name: shop\nservices: { chat: { build: { target: jobs } }, worker: {} }", "chatops.yaml");
  const built = async (service: string) => (await findBuild({ env, steps }, config, checkout, service)).build;
  expect(await built("chat")).toEqual({ context: "/chat", target: "jobs" });
  expect(await built("worker")).toEqual({});
  const outside = parseConfig("name: shop\nservices: { a: { build: { context: ../a } }, b: {} }", "chatops.yaml");
  expect(await foldersOutside({ env, steps }, { config: outside, directory })).toEqual(["../a"]);
});
