import { describe, expect, test } from "vitest";
import { basicAuthorization, clean, hide, hideSecretsOf, keepReadable, redact } from "./secrets.ts";

describe("a hidden secret is masked", () => {
  const secret = 'p&ss "w\\rd"/1';
  hide(secret);

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
    hide("swordfish");
    hide("swordfish-2026");
    expect(redact("swordfish-2026 swordfish")).toBe("[hidden] [hidden]");
  });

  test("line by line where it has several, such as a private key", () => {
    hide("-----BEGIN KEY-----\nMIIEvQIBADANBg\n-----END KEY-----\n");
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
  hide(value);
  expect(redact("abc is true")).toBe("abc is true");
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
  hideSecretsOf({ [name]: value });
  expect(redact(value)).toBe(isHidden ? "[hidden]" : value);
});

test.each([
  ["a user and password", "https://robot:pw12@host/path", "https://[hidden]@host/path"],
  ["a password alone", "redis://:pw12@host:6379", "redis://[hidden]@host:6379"],
  ["a password with an @", "postgres://u:p@ss@host/db", "postgres://[hidden]@host/db"],
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
  hide("1234");
  const document = { ms: 1234, ok: true, none: null, list: ["pin 1234", { "1234": "\u001b[1mbold" }] };
  expect(clean(document)).toEqual({ ms: 1234, ok: true, none: null, list: ["pin [hidden]", { "1234": "bold" }] });
});

describe("a password that is a word of our own", () => {
  keepReadable(new Set(["healthy", "failed"]));
  hideSecretsOf({ REDIS_PASSWORD: "healthy", API_TOKEN: "failed" });

  test.each([
    ["an answer", "staging is healthy, prod failed"],
    ["a longer word", "unhealthy: password=healthyish"],
  ])("leaves %s readable", (_, text) => {
    expect(redact(text)).toBe(text);
    expect(clean({ state: "healthy", outcome: text })).toEqual({ state: "healthy", outcome: text });
  });

  test.each([
    ["a variable", "REDIS_PASSWORD=healthy", "REDIS_PASSWORD=[hidden]"],
    ["JSON", '{"password": "healthy"}', '{"password": "[hidden]"}'],
    ["YAML", "api_token: failed", "api_token: [hidden]"],
    ["an option", "redis-cli --password=healthy ping", "redis-cli --password=[hidden] ping"],
    ["a header", "Authorization: Bearer failed", "Authorization: Bearer [hidden]"],
    ["a header for user and password", "Basic aGVhbHRoeQ==", "Basic [hidden]"],
    ["a URL", "redis://:healthy@cache:6379", "redis://[hidden]@cache:6379"],
  ])("is masked as the value in %s", (_, text, expected) => {
    expect(redact(text)).toBe(expected);
  });

  test("is masked as the value in a document", () => {
    expect(clean({ REDIS_PASSWORD: "healthy", state: "healthy" })).toEqual({
      REDIS_PASSWORD: "[hidden]",
      state: "healthy",
    });
  });
});
