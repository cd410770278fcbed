import { join } from "node:path";
import { expect, test } from "vitest";
import { folder } from "../../../testing/fixtures/folder.ts";
import { serveSchema } from "../../core/serve/schema.ts";
import { openPlaces } from "./places.ts";

const given = {
  PATH: "/bin",
  HOME: "/home/of/serve",
  DOCKER_HOST: "unix:///of/serve.sock",
  ONE_HOOK: "hook of one",
  OTHER_HOOK: "hook of other",
  ONE_TOKEN: "p@ss of one",
  OTHER_KEY: "key of other",
};

function twoPlaces(file: string) {
  const shop = { url: "https://git.example.com/shop.git", provider: "github" };
  const config = serveSchema.parse({
    repositories: {
      one: {
        ...shop,
        secret: { env: "ONE_HOOK" },
        credentials: { username: "robot", password: { env: "ONE_TOKEN" } },
        variables: { DOCKER_HOST: "unix:///of/one.sock", FROM_FILE: { file } },
      },
      other: { ...shop, secret: { env: "OTHER_HOOK" }, variables: { WORD: { env: "OTHER_KEY" } } },
    },
  });
  const [one, other] = openPlaces(config, "/state", given);
  return { one: one ?? expect.fail(), other: other ?? expect.fail() };
}

test("a repository's programs get its own variables, and nothing else of serve or of another one", () => {
  const { one, other } = twoPlaces(join(folder({ secret: "of a file\n" }), "secret"));
  expect(one.env).toMatchObject({
    PATH: "/bin",
    HOME: "/state/repositories/one/home",
    TMPDIR: "/state/repositories/one/tmp",
    DOCKER_HOST: "unix:///of/one.sock",
    FROM_FILE: "of a file",
    CHATOPS_GIT_USER: "robot",
    CHATOPS_GIT_PASSWORD: "p@ss of one",
  });
  expect(other.env).toMatchObject({ HOME: "/state/repositories/other/home", WORD: "key of other" });
  expect(Object.keys(other.env).filter((name) => /DOCKER|FILE|GIT_USER|PASSWORD|HOOK/.test(name))).toEqual([]);
  const foreign = ["hook of one", "hook of other", "key of other", "/home/of/serve"];
  expect(foreign.filter((secret) => JSON.stringify(one.env).includes(secret))).toEqual([]);
});

test("each knows its own secrets, whatever its variables are called", () => {
  const { one, other } = twoPlaces(join(folder({ secret: "of a file\n" }), "secret"));
  const text = "hook of one, p@ss of one, of a file, hook of other, key of other";
  expect(one.mask.redact(text)).toBe("[hidden], [hidden], [hidden], hook of other, key of other");
  expect(other.mask.redact(text)).toBe("hook of one, p@ss of one, of a file, [hidden], [hidden]");
});

test("the token of an API is masked and in no run, and where the API is has to be known", () => {
  const open = (url: string, api: object = {}) => {
    const secret = { env: "ONE_HOOK" };
    const repositories = {
      one: { url, provider: "gitea", secret, api: { token: { env: "API_TOKEN" }, ...api } },
    };
    const [place] = openPlaces(serveSchema.parse({ repositories }), "/state", { ...given, API_TOKEN: "token of one" });
    return place ?? expect.fail();
  };
  const place = open("https://git.example.com/team/shop.git");
  expect(place.api).toMatchObject({ url: "https://git.example.com/api/v1", repository: "team/shop" });
  expect(place.mask.redact("the token of one")).toBe("the [hidden]");
  expect(JSON.stringify(place.env)).not.toContain("token of one");
  expect(() => open("/srv/shop.git")).toThrow("repositories.one.api: `url` is not known by the URL that is cloned");
  const there = { url: "https://git.example.com/api/v1/" };
  expect(() => open("/srv/shop.git", there)).toThrow("repositories.one.api: `repository` is not known");
  expect(open("/srv/shop.git", { ...there, repository: "team/shop" }).api).toMatchObject({
    url: "https://git.example.com/api/v1",
    repository: "team/shop",
  });
});

test("previews get variables and a home of their own, and nothing else of their repository", () => {
  const config = serveSchema.parse({
    repositories: {
      one: {
        url: "https://git.example.com/team/shop.git",
        provider: "github",
        secret: { env: "ONE_HOOK" },
        credentials: { username: "robot", password: { env: "ONE_TOKEN" } },
        api: { token: { env: "ONE_TOKEN" } },
        variables: { DOCKER_HOST: "unix:///of/one.sock", WORD: { env: "OTHER_KEY" } },
        previews: { variables: { KUBECONFIG: "/of/previews", PREVIEW_WORD: { env: "OTHER_HOOK" } } },
      },
    },
  });
  const [one] = openPlaces(config, "/state", given);
  expect(one?.previews).toMatchObject({
    folder: "/state/repositories/one/previews",
    env: {
      PATH: "/bin",
      HOME: "/state/repositories/one/previews/home",
      TMPDIR: "/state/repositories/one/previews/tmp",
      KUBECONFIG: "/of/previews",
      PREVIEW_WORD: "hook of other",
    },
  });
  const text = JSON.stringify(one?.previews?.env);
  for (const foreign of ["p@ss of one", "hook of one", "key of other", "of/one.sock", "/home/of/serve"])
    expect(text).not.toContain(foreign);
  expect(one?.mask.redact("hook of other")).not.toContain("hook of other");
});
