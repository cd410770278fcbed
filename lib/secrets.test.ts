import { setTimeout as pause } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { Mask } from "./mask.ts";
import { basicAuthorization, clean, maskSecret, maskSecretsOf, redact, withMask } from "./secrets.ts";

describe("a hidden secret is masked", () => {
  const secret = 'p&ss "w\\rd"/1';
  maskSecret(secret);

  test.each([
    ["as it is", `psql -p ${secret} -h db`, "psql -p [hidden] -h db"],
    ["URL-encoded", `https://charts/?key=${encodeURIComponent(secret)}`, "https://charts/?key=[hidden]"],
    ["in base64", `auth: ${Buffer.from(secret).toString("base64")}`, "auth: [hidden]"],
    ["inside JSON", JSON.stringify({ password: secret }), '{"password":"[hidden]"}'],
    ["wherever it stands twice", `${secret},${secret}`, "[hidden],[hidden]"],
  ])("%s", (_, text, expected) => {
    expect(redact(text)).toBe(expected);
  });

  test("and a secret that begins like another leaves no rest of the longer one", () => {
    maskSecret("swordfish");
    maskSecret("swordfish-2026");
    expect(redact("swordfish-2026 swordfish")).toBe("[hidden] [hidden]");
  });

  test("line by line where it has several, such as a private key", () => {
    maskSecret("-----BEGIN KEY-----\nMIIEvQIBADANBg\n-----END KEY-----\n");
    expect(redact("read MIIEvQIBADANBg.")).toBe("read [hidden].");
  });

  test("in a header for user and password", () => {
    const header = basicAuthorization({ username: "robot", password: "pass-word" });
    expect(header).toBe("Basic cm9ib3Q6cGFzcy13b3Jk");
    expect(redact(`sent ${header}`)).toBe("sent Basic [hidden]");
  });
});

test.each([
  ["too short to be told from other text", "abc"],
  ["a plain setting", "true"],
  ["empty", ""],
])("a value that is %s hides nothing", (_, value) => {
  maskSecret(value);
  expect(redact("abc is true")).toBe("abc is true");
});

test("a name that everybody reads in the project is not masked, whether the password is known before it or after", () => {
  const mask = new Mask({ DB_PASSWORD: "chat", API_TOKEN: "chat-and-more" });
  mask.spare(["chat", "staging"]);
  mask.hide("staging");
  expect(mask.redact("chat in staging, chat-and-more")).toBe("chat in staging, [hidden]");
});

test.each([
  ["POSTGRES_PASSWORD", true],
  ["DB_PASS", true],
  ["CHARTMUSEUM_CREDS_PSW", true],
  ["GITHUB_TOKEN", true],
  ["npm_config__auth", true],
  ["AWS_SECRET_ACCESS_KEY", true],
  ["STRIPE_API_KEY", true],
  ["DEPLOY_PRIVATE_KEY", true],
  ["SSH_AUTH_SOCK", false],
  ["PASSWORD_FILE", false],
  ["PATH", false],
])("the value of %s is hidden: %s", (name, isHidden) => {
  const value = `value-of-${name}`;
  maskSecretsOf({ [name]: value });
  expect(redact(value)).toBe(isHidden ? "[hidden]" : value);
});

test.each([
  ["a user and password", "https://robot:pw12@host/path", "https://[hidden]@host/path"],
  ["a password alone", "redis://:pw12@host:6379", "redis://[hidden]@host:6379"],
  ["a password with an @", "postgres://u:p@ss@host/db", "postgres://[hidden]@host/db"],
  ["a password with a /", "https://u:p/ss@host/a", "https://[hidden]@host/a"],
  ["a password with more that ends it", "https://u:p?s#s/@host/a", "https://[hidden]@host/a"],
  ["no password: a port stays before a scope", "http://host:4873/@team/shop", "http://host:4873/@team/shop"],
  ["a token alone", "git clone https://ghp_123@github.com/a/b", "git clone https://[hidden]@github.com/a/b"],
  ["a token before any scheme in capitals", "HTTPS://ghp_123@github.com", "HTTPS://[hidden]@github.com"],
  ["two URLs", "http://a:1@x http://b:2@y", "http://[hidden]@x http://[hidden]@y"],
  ["no password: Git's usual user stays", "ssh://git@github.com/a/b", "ssh://git@github.com/a/b"],
  ["no password: a port stays", "http://host:8080/a@b", "http://host:8080/a@b"],
  ["no URL: a mail address stays", "robot@example.com", "robot@example.com"],
])("in a URL: %s", (_, text, expected) => {
  expect(redact(text)).toBe(expected);
});

test("cleans the texts of a whole document and nothing else of it", () => {
  maskSecret("1234");
  const document = { ms: 1234, ok: true, none: null, list: ["pin 1234", { "1234": "\u001b[1mbold" }] };
  expect(clean(document)).toEqual({ ms: 1234, ok: true, none: null, list: ["pin [hidden]", { "1234": "bold" }] });
});

test("what is hidden under a mask is hidden there alone, also in what was started there", async () => {
  const [one, other] = await Promise.all(
    ["first", "second"].map((name) =>
      withMask(new Mask({ API_TOKEN: `${name}-variable` }), async () => {
        await pause(1);
        maskSecret(`${name}-credential`);
        await pause(5);
        return redact("first-variable first-credential second-variable second-credential");
      }),
    ),
  );
  expect(one).toBe("[hidden] [hidden] second-variable second-credential");
  expect(other).toBe("first-variable first-credential [hidden] [hidden]");
  expect(redact("first-variable second-credential")).toBe("first-variable second-credential");
});
