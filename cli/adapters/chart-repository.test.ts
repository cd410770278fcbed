import type { RequestListener } from "node:http";
import { describe, expect, test } from "vitest";
import { redact } from "../../lib/secrets.ts";
import { failureOf } from "../../testing/chatops/failure.ts";
import { closedPort, httpServer } from "../../testing/servers/http-server.ts";
import { chartCredentials, digestOf, openChartRepository } from "./chart-repository.ts";

const credentials = { username: "robot", password: "pass-word" };
const { signal } = new AbortController();

async function repositoryAt(answer: RequestListener, options: object = {}) {
  const { host, requests } = await httpServer(answer);
  const url = `http://${host}/charts`;
  return { repository: openChartRepository(`${url}/`, { credentials, signal, ...options }), url, requests };
}

const answering =
  (status: number, body = ""): RequestListener =>
  (_, response) =>
    void response.writeHead(status).end(body);

test("downloads the bytes of a chart as they are", async () => {
  const bytes = Buffer.from([0x1f, 0x8b, 0x08, 0x00, 0xff, 0xfe]);
  const { repository, requests } = await repositoryAt((_, response) => response.end(bytes));
  expect(Buffer.from((await repository.download("chat", "1.4.0")) ?? [])).toEqual(bytes);
  expect(requests[0]).toMatchObject({ method: "GET", url: "/charts/charts/chat-1.4.0.tgz" });
});

test("answers with nothing for a version that is not there", async () => {
  const { repository } = await repositoryAt(answering(404));
  expect(await repository.download("chat", "1.4.0")).toBeUndefined();
});

test.each([
  ["takes a chart", 201, true],
  ["has that version already", 409, false],
])("says whether the server %s", async (_, status, isTaken) => {
  const received: Buffer[] = [];
  const { repository, requests } = await repositoryAt((request, response) => {
    request.on("data", (chunk) => received.push(chunk)).on("end", () => response.writeHead(status).end("{}"));
  });
  expect(await repository.upload(new Uint8Array([1, 2, 3]))).toBe(isTaken);
  expect([...Buffer.concat(received)]).toEqual([1, 2, 3]);
  expect(requests[0]).toMatchObject({ method: "POST", url: "/charts/api/charts" });
});

test("sends the user and password as a header, and nothing where there are none", async () => {
  const { repository, requests } = await repositoryAt(answering(200));
  await repository.verifyAccess();
  const open = await repositoryAt(answering(200), { credentials: undefined });
  await open.repository.verifyAccess();
  expect(requests[0]?.headers.authorization).toBe("Basic cm9ib3Q6cGFzcy13b3Jk");
  expect(open.requests[0]?.headers.authorization).toBeUndefined();
});

describe("a server that says no", () => {
  test.each([
    [401, "refuses user robot"],
    [403, "refuses user robot"],
    [500, "answered 500"],
    [502, "answered 502"],
  ])("with %i %s, in words without the password, and with a hint", async (status, words) => {
    const { repository, url } = await repositoryAt(
      (request, response) => response.writeHead(status).end(`you sent ${request.headers.authorization}`),
      { timeoutMs: 2_400 },
    );
    const asked = [repository.verifyAccess(), repository.download("a", "1.0.0"), repository.upload(new Uint8Array(1))];
    for (const failure of await Promise.all(asked.map(failureOf))) {
      expect(failure).toMatchObject({ reason: "precondition", message: expect.stringContaining(words) });
      expect(failure.message).toContain(url);
      expect(failure.hint).toBeTruthy();
      expect(redact([failure.message, ...failure.details].join())).not.toMatch(/pass-word|cm9ib3Q6cGFzcy13b3Jk/);
    }
  });

  test("to nobody in particular names the variables", async () => {
    const { repository } = await repositoryAt(answering(401), { credentials: undefined });
    const failure = await failureOf(repository.verifyAccess());
    expect(failure.message).toContain("refuses anonymous users");
    expect(failure.hint).toContain("CHARTMUSEUM_CREDS_USR");
  });

  test("since it is no ChartMuseum says what to check", async () => {
    const { repository } = await repositoryAt(answering(404, "nothing here"));
    const failure = await failureOf(repository.verifyAccess());
    expect(failure).toMatchObject({ message: expect.stringContaining("answered 404"), details: ["nothing here"] });
    expect(failure.hint).toContain("`chart.repository`");
  });
});

describe("a server that does not answer", () => {
  test("since nobody is there, is named with what to try", async () => {
    const url = `http://${await closedPort()}`;
    const failure = await failureOf(openChartRepository(url, { credentials, signal, timeoutMs: 600 }).verifyAccess());
    expect(failure.message).toContain(`the chart repository ${url} does not answer: connect ECONNREFUSED`);
    expect(failure.hint).toContain("`chart.repository` in chatops.yaml");
  });

  test("in time, is not waited for", async () => {
    const { repository } = await repositoryAt(() => {}, { timeoutMs: 600 });
    expect((await failureOf(repository.verifyAccess())).message).toContain("nothing within 0.6 s");
  });

  test("before the run is stopped, ends as the run does", async () => {
    const controller = new AbortController();
    const reason = new Error("stopped");
    const { repository } = await repositoryAt(() => controller.abort(reason), { signal: controller.signal });
    expect(await failureOf(repository.verifyAccess())).toBe(reason);
  });
});

test.each<[what: string, env: NodeJS.ProcessEnv, found: object | undefined]>([
  [
    "both",
    { CHARTMUSEUM_CREDS_USR: "robot", CHARTMUSEUM_CREDS_PSW: "psw-of-robot" },
    { username: "robot", password: "psw-of-robot" },
  ],
  ["a user alone", { CHARTMUSEUM_CREDS_USR: "robot" }, undefined],
  ["a password alone", { CHARTMUSEUM_CREDS_PSW: "psw-of-robot" }, undefined],
  ["neither", {}, undefined],
])("credentials come from the environment: %s", (_, env, found) => {
  expect(chartCredentials(env)).toEqual(found);
  if (env.CHARTMUSEUM_CREDS_PSW) expect(redact("psw-of-robot")).toBe("[hidden]");
});

test("a chart's digest is its sha256", () => {
  expect(digestOf(new Uint8Array())).toBe("sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
});
