import { expect, test } from "vitest";
import { recorder } from "../../../testing/chatops/recorder.ts";
import { gitHubApi } from "../../../testing/git-hosts/github-api.ts";
import { type ServeConfig, serveSchema } from "../../core/serve/schema.ts";
import { runSteps } from "../../core/steps.ts";
import { installHooks } from "./install.ts";
import { openPlaces } from "./places.ts";

const env = { HOOK: "secret of the hook", TOKEN: "token of the api" };
const hook = "https://hooks.example.com/hooks/shop";

function configFor(url: string): ServeConfig {
  const common = { url: "/srv/shop.git", provider: "github", secret: { env: "HOOK" } };
  const api = { token: { env: "TOKEN" }, url, repository: "team/shop" };
  return serveSchema.parse({
    url: "https://hooks.example.com/",
    repositories: { shop: { ...common, api }, "by-hand": common },
  });
}

function install(config: ServeConfig, dryRun = false) {
  const told = recorder();
  const { signal } = new AbortController();
  const result = runSteps({ listener: told.listener, dryRun, signal }, (steps) =>
    installHooks({ steps }, config, openPlaces(config, "/state", env)),
  );
  return result.then(({ checks }) => ({ checks, told: JSON.stringify([checks, told.events]) }));
}

test("a webhook is registered once, with its secret, where the API is known", async () => {
  const api = await gitHubApi(env.TOKEN);
  const config = configFor(api.url);
  expect((await install(config, true)).told).toContain(`webhook ${hook} of team/shop at ${api.url}`);
  expect(api.asked).toEqual([]);
  const byHand = expect.stringContaining("add the webhook https://hooks.example.com/hooks/by-hand at its host by hand");
  for (const note of [`calls ${hook} at each push`, `calls ${hook} at each push, as before; its secret is set anew`]) {
    const { checks, told } = await install(config);
    expect(checks).toEqual([
      { part: "shop", state: "well", note },
      { part: "by-hand", state: "not needed", note: byHand },
    ]);
    for (const secret of Object.values(env)) expect(told).not.toContain(secret);
  }
  expect(api.state.hooks).toMatchObject([{ config: { url: hook, secret: env.HOOK }, events: ["push"] }]);
  expect(api.wrong).toEqual([]);
});

test("a token that may not do it is told of, and serve.yaml has to say where hosts reach serve", async () => {
  const api = await gitHubApi(env.TOKEN);
  const config = configFor(api.url);
  api.failNext(403);
  expect((await install(config)).checks[0]).toMatchObject({
    state: "failed",
    note: expect.stringContaining("does not let the token do this (403)"),
  });
  await expect(install({ ...config, url: undefined })).rejects.toThrow("does not say where Git hosts reach serve");
});

test("hosts tell of pull requests and comments where they have previews", async () => {
  const api = await gitHubApi(env.TOKEN);
  const config = configFor(api.url);
  const { shop } = config.repositories;
  if (!shop) throw new Error("no repository");
  await install({ ...config, repositories: { shop: { ...shop, previews: { variables: {} } } } });
  expect(api.state.hooks).toMatchObject([{ events: ["push", "pull_request", "issue_comment"] }]);
  expect(api.wrong).toEqual([]);
});
