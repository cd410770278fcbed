import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { failureOf } from "../../../testing/chatops/failure.ts";
import { folder } from "../../../testing/fixtures/folder.ts";
import { serveJsonSchema } from "./json-schema.ts";
import { readServeConfig } from "./read.ts";
import { readSecret } from "./secrets.ts";

const shop = { url: "https://git.example.com/team/shop.git", provider: "github", secret: { env: "SHOP" } };

const readText = (settings: object | string) => readServeConfig(folder({ "serve.yaml": settings }), "chatops.yaml");

test("the JSON schema stands in docs/serve.schema.json as it is (`vitest --update` writes it)", async () => {
  const text = `${JSON.stringify(serveJsonSchema(), null, 2)}\n`;
  await expect(text).toMatchFileSnapshot("../../../docs/serve.schema.json");
});

test("a URL, a provider and a secret are enough for a repository", async () => {
  expect(await readText({ repositories: { shop } })).toMatchObject({
    listen: "127.0.0.1:8086",
    interval: 60_000,
    concurrency: 2,
    retention: { runs: 50, age: 30 * 24 * 3_600_000, megabytes: 10 },
    repositories: { shop: { branches: ["main"], directory: ".", variables: {} } },
  });
});

describe("wrong settings are refused, all at once:", () => {
  test.each<[what: string, settings: object, said: string]>([
    ["no repository", { repositories: {} }, "repositories: must name a repository"],
    ["no secret", { repositories: { shop: { ...shop, secret: undefined } } }, "repositories.shop.secret: is required"],
    [
      "a secret in the file",
      { repositories: { shop: { ...shop, secret: "abc" } } },
      "repositories.shop.secret: must be keys and values",
    ],
    [
      "a secret from two places",
      { repositories: { shop: { ...shop, secret: { env: "A", file: "/a" } } } },
      "repositories.shop.secret: needs exactly one of `env` and `file`",
    ],
    [
      "a login in the URL",
      { repositories: { shop: { ...shop, url: "https://me:token@git.example.com/shop.git" } } },
      "must not hold a user or password",
    ],
    [
      "an option as a URL",
      { repositories: { shop: { ...shop, url: "--upload-pack=x" } } },
      "must be what `git clone` takes",
    ],
    [
      "previews without an API",
      { repositories: { shop: { ...shop, previews: {} } } },
      "repositories.shop.previews: needs `api`: by it pull requests are asked for, and commented on",
    ],
    [
      "a pattern as a branch",
      { repositories: { shop: { ...shop, branches: ["release/*"] } } },
      "must be the name of a branch",
    ],
    [
      "a ref as a branch",
      { repositories: { shop: { ...shop, branches: ["refs/heads/main"] } } },
      "must be the name of a branch",
    ],
    ["no branch", { repositories: { shop: { ...shop, branches: [] } } }, "branches: must not be empty"],
    [
      "a folder outside",
      { repositories: { shop: { ...shop, directory: "../x" } } },
      "must be a path inside the repository",
    ],
    ["another host", { repositories: { shop: { ...shop, provider: "sourceforge" } } }, "must be github or gitlab or"],
    ["no interval", { interval: "0s", repositories: { shop } }, "interval: must be longer than nothing"],
    ["too many runs at a time", { concurrency: 65, repositories: { shop } }, "concurrency: must be from 1 to 64"],
    ["no port", { listen: "127.0.0.1", repositories: { shop } }, "listen: must be an address and a port"],
    [
      "a channel that nobody knows",
      { repositories: { shop: { ...shop, notify: [{ to: "irc", url: { env: "A" } }] } } },
      "repositories.shop.notify.0.to: must be slack or teams or discord or webhook",
    ],
    [
      "a channel whose URL stands in the file",
      { repositories: { shop: { ...shop, notify: [{ to: "slack", url: "https://hooks.slack.com/a" }] } } },
      "repositories.shop.notify.0.url: must be keys and values",
    ],
    ["a mistyped key", { conccurency: 1, repositories: { shop } }, "conccurency: is not a known key"],
    ["a name that is a path", { repositories: { "../shop": shop } }, "must be lower-case letters"],
  ])("%s", async (_, settings, said) => {
    const failure = await failureOf(readText(settings));
    expect({ reason: failure.reason, details: failure.details.join("\n") }).toEqual({
      reason: "usage",
      details: expect.stringContaining(said),
    });
  });

  test("no file", async () => {
    expect(await failureOf(readServeConfig(folder(), "chatops.yaml"))).toMatchObject({
      reason: "usage",
      message: expect.stringContaining("cannot read serve.yaml"),
    });
  });
});

describe("a secret", () => {
  test("is taken from a variable, or from a file without its line end", () => {
    const file = join(folder({ secret: "from a file\n" }), "secret");
    expect(readSecret({ env: "SHOP" }, "it", { SHOP: "from a variable" })).toBe("from a variable");
    expect(readSecret({ file }, "it", {})).toBe("from a file");
  });

  test.each([
    ["a variable that is not set", { env: "SHOP" }, "secret of shop: the variable SHOP is not set"],
    ["a file that is not there", { file: "/nowhere/secret" }, "secret of shop: /nowhere/secret cannot be read"],
  ])("is missed with %s", (_, place, said) => {
    expect(() => readSecret(place, "secret of shop", {})).toThrow(said);
  });

  test("is refused with a blank around it, with which nothing that is signed would be taken", () => {
    for (const value of [" secret", "secret ", "secret\n", "\tsecret"])
      expect(() => readSecret({ env: "SHOP" }, "it", { SHOP: value })).toThrow("it: what is there begins or ends with");
    expect(readSecret({ env: "SHOP" }, "it", { SHOP: "two words" })).toBe("two words");
  });

  test("is missed where it is empty", () => {
    const file = join(folder({ secret: "\n" }), "secret");
    expect(() => readSecret({ file }, "it", {})).toThrow(`it: ${file} is empty`);
    expect(() => readSecret({ env: "SHOP" }, "it", { SHOP: "" })).toThrow("it: the variable SHOP is not set");
  });
});
