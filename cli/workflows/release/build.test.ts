import { expect, test } from "vitest";
import { failureOf } from "../../../testing/chatops/failure.ts";
import { withDocker } from "../../../testing/docker/own-docker.ts";
import { folder } from "../../../testing/fixtures/folder.ts";
import { parseConfig } from "../../core/config/parse.ts";
import type { ComposeBuild } from "../../domain/deployment/compose-model.ts";
import { findBuild } from "./build.ts";

/** As `docker compose config` answers, with its warning in words of 2.40. */
const compose = (build: ComposeBuild) => `
const raw = ${JSON.stringify({ services: { chat: { build } } })};
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

async function found(build: ComposeBuild) {
  const warnings: string[] = [];
  const env = withDocker(compose(build));
  const steps = { signal: new AbortController().signal, warn: (text: string) => warnings.push(text) };
  const directory = folder({ "compose.yaml": "" });
  return { build: await findBuild({ env, steps }, parseConfig("name: chat", "chatops.yaml"), directory), warnings };
}

test("an image that is built with a variable which is not set is warned of, by the variable's name", async () => {
  const { build, warnings } = await found({ context: ".", args: { API_URL: "${API_URL}" }, target: "web" });
  expect(build).toEqual({ context: ".", args: { API_URL: "" }, target: "web" });
  expect(warnings).toEqual(["the image is built with an empty text for what is not set: API_URL"]);
  expect((await found({ context: ".", args: { API_URL: "/api" } })).warnings).toEqual([]);
});

test("an image that is not going to be built as the Compose file says is refused, and not built in another way", async () => {
  const refused = found({ context: ".", args: { API_URL: "${API_URL}" }, secrets: [{ source: "npm" }] });
  expect((await failureOf(refused)).message).toContain("not supported: secrets");
});
