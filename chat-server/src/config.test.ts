import { describe, expect, test } from "vitest";
import { readConfig } from "./config.ts";

const read = (env: NodeJS.ProcessEnv, ...args: string[]) => readConfig(args, env);

describe("the configuration", () => {
  test("has a default for everything", () => {
    expect(read({})).toEqual({
      address: { host: undefined, port: 8080 },
      allowedOrigins: [],
      redis: undefined,
      identityKey: undefined,
      requiresToken: false,
      version: "development",
      service: "chat-server",
      logLevel: "info",
      traces: undefined,
      messagesPerSecond: 100,
      connectionsPerAddress: 10_000,
      trustedProxies: 0,
      drainMilliseconds: 3000,
    });
  });

  test("takes an empty variable for none", () => {
    expect(read({ PORT: "", REDIS_ADDR: "", REDIS_URL: " ", ALLOWED_ORIGIN: "" })).toEqual(read({}));
  });

  test.each([
    [["-addr", ":9000"], { host: undefined, port: 9000 }],
    [["-addr=127.0.0.1:9000"], { host: "127.0.0.1", port: 9000 }],
    [["--addr", "[::1]:9000"], { host: "::1", port: 9000 }],
  ])("listens where %j says, whatever PORT says", (args, address) => {
    expect(read({ PORT: "1" }, ...args).address).toEqual(address);
  });

  test.each([
    [{ REDIS_ADDR: "redis:6380" }, { host: "redis", port: 6380, tls: false }],
    [{ REDIS_ADDR: ":6380" }, { host: "localhost", port: 6380, tls: false }],
    [
      { REDIS_ADDR: "redis:1", REDIS_PASSWORD: "s" },
      { host: "redis", port: 1, tls: false, password: "s" },
    ],
    [{ REDIS_URL: "redis://redis" }, { host: "redis", port: 6379, tls: false }],
    [
      { REDIS_URL: "redis://other", REDIS_ADDR: "redis:1" },
      { host: "other", port: 6379, tls: false },
    ],
    [
      { REDIS_URL: "rediss://me:p%40ss@[::1]:7000/2", REDIS_PASSWORD: "unused" },
      { host: "::1", port: 7000, tls: true, username: "me", password: "p@ss", db: 2 },
    ],
  ])("finds Redis with %j", (env, redis) => {
    expect(read(env).redis).toEqual(redis);
  });

  test("finds the collector of traces", () => {
    const env = {
      OTEL_EXPORTER_OTLP_ENDPOINT: "http://collector:4318/",
      OTEL_EXPORTER_OTLP_HEADERS: "Api-Key=a%2Cb, x=1",
    };
    expect(read(env).traces).toEqual({
      url: "http://collector:4318/v1/traces",
      headers: { "api-key": "a,b", x: "1" },
      share: 1,
    });
    expect(read({ ...env, OTEL_TRACES_SAMPLER_ARG: "0.1" }).traces?.share).toBe(0.1);
    expect(read({ OTEL_SERVICE_NAME: "chat" }).service).toBe("chat");
  });

  test("takes a list of origins", () => {
    const { allowedOrigins } = read({ ALLOWED_ORIGIN: "http://localhost:3000, https://chat.example.com" });
    expect(allowedOrigins).toEqual(["http://localhost:3000", "https://chat.example.com"]);
  });

  test.each([
    [{ PORT: "eighty" }, 'PORT: "eighty" is not usable: expected a whole number from 0 to 65535'],
    [{ PORT: "65536" }, 'PORT: "65536" is not usable'],
    [{ PORT: "80.5" }, 'PORT: "80.5" is not usable'],
    [{ REDIS_ADDR: "redis" }, 'REDIS_ADDR: "redis" is not usable: expected host:port'],
    [{ REDIS_URL: "http://redis" }, 'REDIS_URL: "http://redis" is not usable: expected redis://host:port'],
    [{ REDIS_URL: "redis://redis/db" }, "REDIS_URL: "],
    [{ ALLOWED_ORIGIN: "https://a.example/" }, 'ALLOWED_ORIGIN: "https://a.example/" is not usable'],
    [{ ALLOWED_ORIGIN: "*" }, 'ALLOWED_ORIGIN: "*" is not usable'],
    [{ DRAIN_SECONDS: "-1" }, 'DRAIN_SECONDS: "-1" is not usable: expected a number from 0 to 300'],
    [{ APP_VERSION: "1.0\r\nX: y" }, "APP_VERSION: "],
    [{ REQUIRE_TOKEN: "yes" }, 'REQUIRE_TOKEN: "yes" is not usable: expected true or false'],
    [{ REQUIRE_TOKEN: "true" }, 'REQUIRE_TOKEN: "true" is not usable: expected an IDENTITY_KEY'],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: "collector:4318" }, 'OTEL_EXPORTER_OTLP_ENDPOINT: "collector:4318" is not usable'],
    [{ LOG_LEVEL: "loud" }, 'LOG_LEVEL: "loud" is not usable: expected one of trace'],
  ])("refuses %j", (env, message) => {
    expect(() => read(env)).toThrow(message);
  });

  test.each([["-addr"], ["-addr=nowhere"], ["--port=1"], ["serve"]])("refuses the argument %s", (arg) => {
    expect(() => read({}, arg)).toThrow(/is not usable/);
  });

  test.each(["redis://:sesame@host:port", "redis//u:sesame@host", "rediss://u:ses%ame@h", "redis://u:a@sesame@h/x"])(
    "does not repeat the password of %s",
    (url) => {
      expect(() => read({ REDIS_URL: url })).toThrow(/^(?!.*s(es)?%?ame).*REDIS_URL.*is not usable/);
    },
  );

  test.each([
    { OTEL_EXPORTER_OTLP_ENDPOINT: "http://me:sesame@host:4318" },
    { OTEL_EXPORTER_OTLP_ENDPOINT: "http://host:4318", OTEL_EXPORTER_OTLP_HEADERS: "no name=sesame" },
    { OTEL_EXPORTER_OTLP_ENDPOINT: "http://host:4318", OTEL_EXPORTER_OTLP_HEADERS: "key=ses%ame" },
  ])("does not repeat what is secret in %j", (env) => {
    expect(() => read(env)).toThrow(/^(?!.*s(es)?%?ame).*OTEL_.*is not usable/);
  });
});
