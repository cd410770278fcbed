import { text } from "node:stream/consumers";
import { describe, expect, test } from "vitest";
import { failureOf } from "../../../testing/chatops/failure.ts";
import { httpServer } from "../../../testing/servers/http-server.ts";
import { keepImage } from "../../../testing/servers/small-image.ts";
import { smallRegistry } from "../../../testing/servers/small-registry.ts";
import { type Challenge, parseChallenges } from "./challenges.ts";
import { openRegistryClient } from "./client.ts";
import { openRegistry } from "./images.ts";

const { signal } = new AbortController();
const robot = { username: "robot", password: "pass-word" };
const open = (host: string, credentials: object | undefined = robot) =>
  openRegistry(`${host}/team/chat`, {
    credentials: credentials && { ...robot, ...credentials },
    insecure: true,
    signal,
  });

test.each<[header: string, challenges: Challenge[]]>([
  ["", []],
  ["Basic", [{ scheme: "basic", fields: {} }]],
  [
    'Bearer realm="https://auth.test/token",service="registry.test",scope="repository:a/b:pull,push"',
    [
      {
        scheme: "bearer",
        fields: { realm: "https://auth.test/token", service: "registry.test", scope: "repository:a/b:pull,push" },
      },
    ],
  ],
  [
    'Basic realm="Artifactory Realm", BEARER Realm = "https://auth.test/token", service=corp',
    [
      { scheme: "basic", fields: { realm: "Artifactory Realm" } },
      { scheme: "bearer", fields: { realm: "https://auth.test/token", service: "corp" } },
    ],
  ],
  [
    'Negotiate, Basic realm="corp"',
    [
      { scheme: "negotiate", fields: {} },
      { scheme: "basic", fields: { realm: "corp" } },
    ],
  ],
])("the challenges of %s", (header, challenges) => {
  expect(parseChallenges(header)).toEqual(challenges);
});

describe("a registry with a token server", () => {
  test.each([
    ["offers Basic too", undefined],
    // As Harbor does, and takes no password where it is set up so.
    ["offers nothing but Basic once a token is over", 'Basic realm="harbor"'],
    ["says nothing of a token that is over", "Negotiate"],
  ])("that %s is answered with a token, a fresh one whenever the last has run out", async (_, saysOfBadToken) => {
    const told = saysOfBadToken === undefined ? {} : { saysOfBadToken };
    const { host, kept, requests } = await smallRegistry({ login: "robot:pass-word", uses: 1, ...told });
    const registry = open(host);
    const digest = keepImage(kept, "team/chat");
    await registry.verifyPushRight();
    expect(await registry.find(digest)).toMatchObject({ architectures: ["amd64", "arm64"] });
    await registry.addTag(digest, "1.4.0");
    expect(requests.filter(({ url }) => url?.startsWith("/token")).length).toBeGreaterThan(3);
  });

  test("is asked for no more than a request needs", async () => {
    const { host, requests } = await smallRegistry({ login: "robot:pass-word" });
    const registry = open(host);
    await registry.has("1.4.0");
    await registry.verifyPushRight();
    await registry.has("1.4.0");
    const scopes = requests.flatMap(({ url = "" }) => new URL(url, "http://x").searchParams.getAll("scope"));
    expect(scopes).toEqual(["repository:team/chat:pull", "repository:team/chat:pull,push"]);
  });

  test("gets the token of a login in exchange for one of its own, and no password", async () => {
    const forms: string[] = [];
    const { host } = await httpServer(async (request, response) => {
      if (request.url === "/token") {
        forms.push(`${request.method} ${await text(request)}`);
        return response.end(JSON.stringify({ access_token: "acc-0123456" }));
      }
      const isKnown = request.headers.authorization === "Bearer acc-0123456";
      const challenge = `Bearer realm="http://${request.headers.host}/token",service="corp"`;
      return response.writeHead(isKnown ? 202 : 401, { "www-authenticate": challenge }).end();
    });
    await open(host, { username: "0000", identityToken: "refresh-0123" }).verifyPushRight();
    const [form = ""] = forms;
    expect(Object.fromEntries(new URLSearchParams(form.replace("POST ", "")))).toEqual({
      grant_type: "refresh_token",
      service: "corp",
      scope: "repository:team/chat:pull,push",
      client_id: "chatops",
      refresh_token: "refresh-0123",
    });
  });

  test("is told nothing about a login at another host, where an upload may go on", async () => {
    const other = await httpServer((_, response) => void response.writeHead(204).end());
    const { host } = await httpServer((request, response) => {
      const isKnown = request.headers.authorization !== undefined;
      const headers = isKnown ? { location: `http://${other.host}/upload` } : { "www-authenticate": "Basic" };
      response.writeHead(isKnown ? 202 : 401, headers).end();
    });
    await open(host).verifyPushRight();
    expect(other.requests.map(({ headers }) => headers.authorization)).toEqual([undefined]);
  });
});

/** A registry that gives every request this answer, and its token server that one. */
const answering = async (status: number, body: object, tokenStatus = 200) => {
  const { host } = await httpServer((request, response) => {
    const isToken = request.url?.startsWith("/token");
    if (isToken)
      return void response.writeHead(tokenStatus).end(tokenStatus === 200 ? '{"token":"tok-012345"}' : "gone");
    if (request.headers.authorization) return void response.writeHead(status).end(JSON.stringify(body));
    const challenge = `Bearer realm="http://${request.headers.host}/token"`;
    return void response.writeHead(401, { "www-authenticate": challenge }).end();
  });
  const options = { credentials: robot, insecure: true, signal, timeoutMs: tokenStatus === 503 ? 2_000 : undefined };
  const client = openRegistryClient(`${host}/team/chat`, options);
  return { host, push: () => client.demand("/manifests/1.4.0", { method: "PUT", body: "{}" }) };
};

describe("every refusal is named for what it is:", () => {
  const error = (code: string, message = "") => ({ errors: [{ code, message }] });
  test.each<[what: string, status: number, body: object, message: string, hint: string]>([
    [
      "a right that is missing",
      401,
      error("UNAUTHORIZED", "authentication required"),
      "refuses user robot the right to push",
      "docker login",
    ],
    [
      "the same with 403",
      403,
      error("DENIED", "requested access to the resource is denied"),
      "refuses user robot the right to push",
      "docker login",
    ],
    [
      "a repository that is missing",
      404,
      error("NAME_UNKNOWN", "The repository does not exist"),
      "has no repository team/chat",
      "Create",
    ],
    ["size", 413, {}, "refuses what is uploaded to", "client_max_body_size"],
    ["an immutable tag", 400, error("TAG_INVALID", "the tag is immutable"), "does not replace", "--bump patch"],
    ["a mirror", 405, error("UNSUPPORTED", "pull through cache"), "lets nobody push", "takes pushes"],
    ["room", 403, error("DENIED", "will exceed the configured upper limit"), "has no room left", "quota"],
  ])("%s", async (_, status, body, message, hint) => {
    const { push } = await answering(status, body);
    const failure = await failureOf(push());
    expect(failure.message).toContain(message);
    expect(failure.hint).toContain(hint);
  });

  test.each<[what: string, status: number, message: string]>([
    ["a login that is wrong", 401, "refuses the login of user robot"],
    ["a token that has been withdrawn", 400, "refuses the login of user robot"],
    ["a right that the token server knows of", 403, "refuses user robot the right to push"],
  ])("%s", async (_, status, message) => {
    const { push } = await answering(201, {}, status);
    expect((await failureOf(push())).message).toContain(message);
  });

  test("a token server that fails", async () => {
    const { host, push } = await answering(201, {}, 503);
    const message = `the token server ${host} of the registry ${host} answered 503`;
    expect((await failureOf(push())).message).toBe(message);
  });
});
