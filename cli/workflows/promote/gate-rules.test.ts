import { expect, test } from "vitest";
import { failureOf } from "../../../testing/chatops/failure.ts";
import { git } from "../../../testing/git/repository.ts";
import { type SharedRepository, sharedRepository } from "../../../testing/git/shared-repository.ts";
import { fetchReleases } from "../../adapters/git/releases.ts";
import { openRepository } from "../../adapters/git/repository.ts";
import { parseConfig } from "../../core/config/parse.ts";
import { runSteps } from "../../core/steps.ts";
import { namingOf } from "../../domain/release/naming.ts";
import { rulesOf } from "./gate-rules.ts";

const prod = { kubernetes: { namespace: "chat-prod" }, gate: { confirm: true, signed: true } };
const staging = { kubernetes: { namespace: "chat-staging" } };
const config = (more: object = {}) => JSON.stringify({ name: "chat", environments: { staging, prod }, ...more });

/** The gate of an environment, if chatops.yaml of the working tree says this. */
async function gateOf(shared: SharedRepository, environment: string, text: string, configFile = "chatops.yaml") {
  const naming = namingOf({ name: "chat" });
  const { signal } = new AbortController();
  const repository = await openRepository(shared.directory, { env: process.env, signal });
  await fetchReleases(repository, naming);
  const project = { config: parseConfig(text, configFile) };
  const { gate } = await runSteps({ listener: () => {}, dryRun: false, signal }, (steps) =>
    rulesOf({ configFile, steps }, project, environment, { repository, naming }),
  );
  return gate;
}

test("what only the working tree says opens no gate", async () => {
  const shared = sharedRepository({ "chatops.yaml": config() });
  const open = { kubernetes: prod.kubernetes };
  expect(await gateOf(shared, "prod", config({ environments: { prod: open } }))).toEqual(prod.gate);
  // Another name for its place, an environment that leads there now, or a file of another name.
  expect(await gateOf(shared, "live", config({ environments: { live: open } }))).toEqual(prod.gate);
  expect(await gateOf(shared, "staging", config({ environments: { staging: open } }))).toEqual(prod.gate);
  expect(await gateOf(shared, "prod", config({ environments: { prod: open } }), "mine.yaml")).toEqual(prod.gate);
  expect(await gateOf(shared, "staging", config())).toBeUndefined();
});

test("the release branch is the one that the named branch's own file names, and has to be there", async () => {
  const shared = sharedRepository({ "chatops.yaml": config() });
  git(shared.directory, "push", "--quiet", "origin", "HEAD:feature");
  shared.commit("Open it", { "chatops.yaml": config({ environments: { prod: staging } }) });
  const ours = (branch: string) => config({ release: { branch } });
  expect(await gateOf(shared, "prod", ours("feature"))).toBeUndefined();
  // Nothing was released yet, so that nobody's gate is passed by.
  expect(await gateOf(shared, "prod", ours("nowhere"))).toEqual(prod.gate);
  git(shared.directory, "tag", "v1.0.0");
  git(shared.directory, "push", "--quiet", "origin", "v1.0.0");
  const failure = await failureOf(gateOf(shared, "prod", ours("nowhere")));
  expect(failure.message).toContain("the remote has no branch nowhere");
});
