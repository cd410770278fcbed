import { createHash } from "node:crypto";
import type { RequestListener } from "node:http";
import { describe, expect, test } from "vitest";
import { redact } from "../../../lib/secrets.ts";
import { failureOf } from "../../../testing/chatops/failure.ts";
import { closedPort, httpServer } from "../../../testing/servers/http-server.ts";
import { openRegistry } from "./images.ts";

const credentials = { username: "robot", password: "pass-word" };
const basic = `Basic ${Buffer.from("robot:pass-word").toString("base64")}`;
const { signal } = new AbortController();

const manifest = JSON.stringify({ config: { digest: "sha256:cc" } });
const config = JSON.stringify({ config: { Labels: { "org.opencontainers.image.version": "1.4.0" } } });

/** What a registry has, by path below the repository. */
const holding =
  (contents: Record<string, string>): RequestListener =>
  ({ url = "" }, response) => {
    const found = contents[url.replace("/v2/team/chat", "")];
    response.writeHead(found === undefined ? 404 : 200).end(found);
  };

async function registryAt(answer: RequestListener, options: object = {}) {
  const { host, requests } = await httpServer(answer);
  const registry = openRegistry(`${host}/team/chat`, { credentials, insecure: true, signal, ...options });
  return { registry, host, requests };
}

describe("an image", () => {
  test("is found with its digest and labels", async () => {
    const { registry } = await registryAt(holding({ "/manifests/1.4.0": manifest, "/blobs/sha256:cc": config }));
    const digest = `sha256:${createHash("sha256").update(manifest).digest("hex")}`;
    expect(await registry.find("1.4.0")).toEqual({
      digest,
      configDigest: "sha256:cc",
      architectures: [],
      labels: { "org.opencontainers.image.version": "1.4.0" },
    });
  });

  test("of several platforms has the index's digest, and the labels of its first platform", async () => {
    const index = JSON.stringify({ manifests: [{ digest: "sha256:m1" }, { digest: "sha256:m2" }] });
    const { registry } = await registryAt(
      holding({ "/manifests/1.4.0": index, "/manifests/sha256:m1": manifest, "/blobs/sha256:cc": config }),
    );
    const found = await registry.find("1.4.0");
    expect(found?.digest).toBe(`sha256:${createHash("sha256").update(index).digest("hex")}`);
    expect(found?.labels).toHaveProperty(["org.opencontainers.image.version"], "1.4.0");
  });

  test("that is not there is none", async () => {
    const { registry } = await registryAt(holding({}));
    expect(await registry.find("1.4.0")).toBeUndefined();
    expect(await registry.has("1.4.0")).toBe(false);
  });

  test("is seen to be there without a download", async () => {
    let methods = "";
    const { registry } = await registryAt((request, response) => {
      methods += request.method;
      holding({ "/manifests/1.4.0": manifest })(request, response);
    });
    expect(await registry.has("1.4.0")).toBe(true);
    expect(methods).toBe("HEAD");
  });

  test("gets a further tag with the same bytes and type", async () => {
    const type = "application/vnd.oci.image.index.v1+json";
    const bytes = '{ "config":  { "digest": "sha256:cc" },\n "ü": 1 }';
    let put = "";
    const { registry, requests } = await registryAt((request, response) => {
      if (request.method !== "PUT") return response.writeHead(200, { "content-type": type }).end(bytes);
      request.setEncoding("utf8").on("data", (text) => {
        put += text;
      });
      return request.on("end", () => response.writeHead(201).end());
    });
    await registry.addTag("commit-0123", "1.4.0");
    expect(put).toBe(bytes);
    expect(requests.at(-1)).toMatchObject({
      url: "/v2/team/chat/manifests/1.4.0",
      headers: expect.objectContaining({ "content-type": type }),
    });
  });

  test("that went away cannot be tagged", async () => {
    const { registry, host } = await registryAt(holding({}));
    const failure = await failureOf(registry.addTag("commit-0123", "1.4.0"));
    expect(failure.message).toBe(`${host}/team/chat:commit-0123 is not in the registry any more`);
  });
});

describe("a registry that asks who we are", () => {
  test("by a basic challenge is told, once for the whole connection", async () => {
    const { registry, requests } = await registryAt((request, response) => {
      if (request.headers.authorization === basic)
        return holding({ "/manifests/1": manifest, "/blobs/sha256:cc": config })(request, response);
      return response.writeHead(401, { "www-authenticate": 'Basic realm="registry"' }).end();
    });
    expect(await registry.find("1")).toBeDefined();
    expect(requests.map(({ headers }) => headers.authorization)).toEqual([undefined, basic, basic]);
  });

  test("by a bearer challenge gets a token, fetched with the credentials and for this repository alone", async () => {
    const tokens = await httpServer((_, response) => response.end(JSON.stringify({ token: "tok-123456" })));
    const challenge = `Bearer realm="http://${tokens.host}/token",service="registry.test",scope="repository:x:pull"`;
    const { registry } = await registryAt((request, response) => {
      if (request.headers.authorization === "Bearer tok-123456") return response.writeHead(202).end();
      return response.writeHead(401, { "www-authenticate": challenge }).end();
    });
    await registry.verifyPushRight();
    const [asked] = tokens.requests;
    expect(asked?.headers.authorization).toBe(basic);
    expect(asked?.url).toBe("/token?service=registry.test&account=robot&scope=repository%3Ateam%2Fchat%3Apull%2Cpush");
    expect(redact("tok-123456")).toBe("[hidden]");
  });

  test("gets a token under its other name, too", async () => {
    const tokens = await httpServer((_, response) => response.end(JSON.stringify({ access_token: "acc-123456" })));
    const { registry } = await registryAt((request, response) => {
      const isKnown = request.headers.authorization === "Bearer acc-123456";
      response
        .writeHead(isKnown ? 202 : 401, { "www-authenticate": `Bearer realm="http://${tokens.host}/token"` })
        .end();
    });
    await registry.verifyPushRight();
  });

  test("and whose token server knows nobody refuses us", async () => {
    const tokens = await httpServer((_, response) => response.writeHead(401).end("no such user"));
    const { registry, host } = await registryAt((_, response) =>
      response.writeHead(401, { "www-authenticate": `Bearer realm="http://${tokens.host}/token"` }).end(),
    );
    expect((await failureOf(registry.verifyPushRight())).message).toBe(
      `the registry ${host} refuses the login of user robot: ${host}/team/chat`,
    );
  });
});

describe("a registry that says no", () => {
  test.each([
    [401, "refuses the login of user robot"],
    [403, "refuses user robot"],
    [500, "answered 500"],
    [503, "answered 503"],
    [429, "stays busy (429)"],
  ])("with %i %s, in words without the password, and with a hint", async (status, words) => {
    const { registry, host } = await registryAt(
      (request, response) => response.writeHead(status).end(`you sent ${request.headers.authorization}`),
      { timeoutMs: 2_400 },
    );
    const asked = [registry.verifyPushRight(), registry.find("1.4.0")];
    for (const failure of await Promise.all(asked.map(failureOf))) {
      expect(failure).toMatchObject({ reason: "precondition", message: expect.stringContaining(words) });
      expect(failure.message).toContain(host);
      expect(failure.hint).toBeTruthy();
      expect(redact([failure.message, ...failure.details].join())).not.toMatch(/pass-word|cm9ib3Q6cGFzcy13b3Jk/);
    }
  });

  test("to nobody in particular calls them anonymous, and names the login", async () => {
    const { registry, host } = await registryAt((_, response) => response.writeHead(401).end(), {
      credentials: undefined,
    });
    const failure = await failureOf(registry.verifyPushRight());
    expect(failure.message).toContain("refuses anonymous users");
    expect(failure.hint).toContain(`docker login ${host}`);
  });

  test("only to the image's configuration is no bug of ours", async () => {
    const { registry } = await registryAt(holding({ "/manifests/1.4.0": manifest }));
    expect(await failureOf(registry.find("1.4.0"))).toMatchObject({
      reason: "precondition",
      message: expect.stringContaining("404"),
    });
  });

  test.each([
    ["a page of HTML", "<html>please log in to the Wi-Fi</html>"],
    ["nothing", ""],
  ])("by answering with %s is no bug of ours", async (_, page) => {
    const { registry, host } = await registryAt((_request, response) => response.end(page));
    const failure = await failureOf(registry.find("1.4.0"));
    expect(failure).toMatchObject({
      reason: "precondition",
      message: `the registry ${host} answers, but not as it should`,
    });
  });
});

describe("a registry that does not answer", () => {
  test("since nobody is there, is named with what to try", async () => {
    const host = await closedPort();
    const registry = openRegistry(`${host}/team/chat`, { credentials, insecure: true, signal, timeoutMs: 600 });
    const failure = await failureOf(registry.find("1.4.0"));
    const message = `the registry ${host} does not answer: connect ECONNREFUSED ${host}`;
    expect(failure).toMatchObject({ reason: "precondition", message });
    expect(failure.hint).toContain("`image` in chatops.yaml");
  });

  test("since its name is unknown, is named", async () => {
    const registry = openRegistry("registry.invalid/team/chat", { credentials, insecure: false, signal });
    expect((await failureOf(registry.find("1"))).message).toMatch(/^the registry registry\.invalid does not answer: /);
  });

  test("in time, is not waited for", async () => {
    const { registry, host } = await registryAt(() => {}, { timeoutMs: 600 });
    expect((await failureOf(registry.find("1"))).message).toBe(
      `the registry ${host} does not answer: nothing within 0.6 s`,
    );
  });

  test("to the end, is not waited for either", async () => {
    const { registry } = await registryAt((_, response) => void response.write("{"), { timeoutMs: 600 });
    expect((await failureOf(registry.find("1"))).message).toContain("nothing within 0.6 s");
  });

  test("before the run is stopped, ends as the run does", async () => {
    const controller = new AbortController();
    const reason = new Error("stopped");
    const { registry } = await registryAt(() => controller.abort(reason), { signal: controller.signal });
    expect(await failureOf(registry.find("1"))).toBe(reason);
  });
});

test("the right to push is asked for by opening an upload, which is closed again", async () => {
  const { registry, requests } = await registryAt(({ method }, response) =>
    response.writeHead(method === "POST" ? 202 : 204, { location: "/v2/team/chat/blobs/uploads/u1" }).end(),
  );
  await registry.verifyPushRight();
  expect(requests.map(({ method, url }) => `${method} ${url}`)).toEqual([
    "POST /v2/team/chat/blobs/uploads/",
    "DELETE /v2/team/chat/blobs/uploads/u1",
  ]);
});
