import { expect, test } from "vitest";
import { docker, fileInImage, removeAfterwards } from "../../../testing/docker/docker.ts";
import { loggedInTo } from "../../../testing/docker/docker-config.ts";
import { folder } from "../../../testing/fixtures/folder.ts";
import { type Auth, ownServers } from "../../../testing/servers/own-servers.ts";
import { openRegistry, type Registry } from "./images.ts";

const auth: Auth = { user: "robot", password: "pass-word" };
const development = ownServers();
const production = ownServers({ auth });
const { signal } = new AbortController();

/** An image of two layers in the registry for development. */
function pushed(name: string): string {
  removeAfterwards(name);
  const image = `${development.registry}/team/${name}:1`;
  const context = folder({ Dockerfile: "FROM scratch\nCOPY one /\nCOPY two /\n", one: "first", two: "second" });
  docker("build", "--quiet", "--tag", image, context);
  docker("push", "--quiet", image);
  return image.replace(/:1$/, "");
}

const open = (repository: string, credentials?: { username: string; password: string }): Registry =>
  openRegistry(repository, { credentials, insecure: true, signal });

test("an image goes by its digest to a registry that asks who we are, and the engine pulls it there", async () => {
  const name = `copied-${process.pid}`;
  const source = pushed(name);
  const target = `${production.registry}/live/${name}`;
  const { digest = "" } = (await open(source).find("1")) ?? {};
  const registry = open(target, { username: auth.user, password: auth.password });
  const copying = { tag: "1.0.0", folder: folder(), progress: () => {} };
  await registry.copyFrom(open(source), digest, copying);
  await registry.copyFrom(open(source), digest, copying);
  expect(await registry.find("1.0.0")).toMatchObject({ digest });
  const { DOCKER_CONFIG = "" } = loggedInTo({ [production.registry]: auth });
  docker("--config", DOCKER_CONFIG, "pull", "--quiet", `${target}@${digest}`);
  expect(fileInImage(`${target}@${digest}`, "/two")).toBe("second");
});

test("within a registry its layers are taken over", async () => {
  const name = `mounted-${process.pid}`;
  const source = pushed(name);
  const { digest = "" } = (await open(source).find("1")) ?? {};
  const said: string[] = [];
  const registry = open(source.replace("/team/", "/live/"));
  await registry.copyFrom(open(source), digest, { folder: folder(), progress: (text) => said.push(text) });
  expect(await registry.has(digest)).toBe(true);
  expect(said).toEqual([]);
});
