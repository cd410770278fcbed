import type { RequestListener } from "node:http";
import { text } from "node:stream/consumers";
import { describe, expect, test } from "vitest";
import { redact } from "../../../lib/secrets.ts";
import { failureOf } from "../../../testing/chatops/failure.ts";
import { forwardProxy } from "../../../testing/servers/forward-proxy.ts";
import { closedPort, httpServer } from "../../../testing/servers/http-server.ts";
import { chartMuseum } from "./chartmuseum.ts";
import { gitlabCharts } from "./gitlab.ts";
import { chartCredentials, type HttpOptions, openHttpRepository } from "./http-repository.ts";
import { putCharts } from "./put.ts";

const credentials = { username: "robot", password: "pass-word" };
const { signal } = new AbortController();
const chart = { name: "chat", version: "1.4.0" };
const packaged = Buffer.from([0x1f, 0x8b, 0x08, 0x00, 0xff, 0xfe]);

const kinds = { chartmuseum: chartMuseum, put: putCharts, gitlab: gitlabCharts };
const all = Object.entries(kinds);

async function storeAt(answer: RequestListener, options: Partial<HttpOptions> = {}, open = chartMuseum) {
  const { host, requests } = await httpServer(answer);
  const url = `http://${host}/charts`;
  return { store: open(openHttpRepository(`${url}/`, { credentials, signal, ...options })), url, requests };
}

const answering =
  (status: number, body = ""): RequestListener =>
  (_, response) =>
    void response.writeHead(status).end(body);

/** A server that has files at these paths, and nothing else. */
const having =
  (files: Record<string, string | Uint8Array>): RequestListener =>
  ({ url = "" }, response) => {
    const found = files[url];
    response.writeHead(found === undefined ? 404 : 200).end(found);
  };

describe("a chart is found", () => {
  const index = (url: string) => `apiVersion: v1\nentries:\n  chat:\n  - version: 1.4.0\n    urls:\n    - ${url}\n`;

  test.each([
    ["where ChartMuseum has it", { "/charts/charts/chat-1.4.0.tgz": packaged }],
    ["where Nexus has it", { "/charts/chat-1.4.0.tgz": packaged }],
    ["beside the index", { "/charts/index.yaml": index("files/a.tgz"), "/charts/files/a.tgz": packaged }],
    ["at a path of its own", { "/charts/index.yaml": index("/b.tgz"), "/b.tgz": packaged }],
    [
      "although a page stands at the usual path",
      { "/charts/charts/chat-1.4.0.tgz": "<html>", "/charts/index.yaml": index("/b.tgz"), "/b.tgz": packaged },
    ],
  ])("%s", async (_, files) => {
    const { store } = await storeAt(having(files));
    expect(Buffer.from((await store.download(chart)) ?? [])).toEqual(packaged);
  });

  test("on another host, which gets no password", async () => {
    const other = await httpServer(answering(200, "chart"));
    const { store } = await storeAt(having({ "/charts/index.yaml": index(`http://${other.host}/a.tgz`) }));
    expect(Buffer.from((await store.download(chart)) ?? []).toString()).toBe("chart");
    expect(other.requests[0]?.headers.authorization).toBeUndefined();
  });

  test.each([
    ["the index does not name it", { "/charts/index.yaml": index("a.tgz").replace("1.4.0", "1.3.0") }],
    ["there is no index", {}],
    ["a page stands in place of the index", { "/charts/index.yaml": "<html>\n\t<p>a: b: c" }],
    ["its address is none", { "/charts/index.yaml": index("http://") }],
  ])("nowhere if %s", async (_, files) => {
    expect(await (await storeAt(having(files))).store.download(chart)).toBeUndefined();
  });
});

describe("a chart is uploaded", () => {
  test.each([
    ["chartmuseum", "POST /charts/api/charts", packaged.toString()],
    ["gitlab", "POST /api/charts/charts", 'name="chart"; filename="chat-1.4.0.tgz"'],
    ["put", "PUT /charts/chat-1.4.0.tgz", packaged.toString()],
  ] as const)("to %s by %s", async (kind, line, body) => {
    const received: string[] = [];
    const listener: RequestListener = async (request, response) => {
      received.push(await text(request));
      response.writeHead(201).end("{}");
    };
    const { store, requests } = await storeAt(listener, {}, kinds[kind]);
    await store.upload(chart, packaged);
    expect(`${requests[0]?.method} ${requests[0]?.url}`).toBe(line);
    expect(received[0]).toContain(body);
    expect(store.planOf(chart)).toContain(line.split(" ")[0]);
  });

  test.each([409, 412])("once: that it is there already (%i) is no failure", async (status) => {
    const { store } = await storeAt(answering(status));
    await store.upload(chart, packaged);
  });

  test.each(all)("within the size that %s takes", async (_, open) => {
    const { store } = await storeAt(answering(413, "request too large"), {}, open);
    expect(await failureOf(store.upload(chart, packaged))).toMatchObject({
      message: expect.stringContaining("takes no chart of 1 KiB"),
      details: ["request too large"],
      hint: expect.stringContaining("MAX_UPLOAD_SIZE"),
    });
  });
});

test("sends user and password as a header, and nothing where there are none", async () => {
  const { store, requests } = await storeAt(answering(200));
  await store.verifyWriteRight("chat");
  const open = await storeAt(answering(200), { credentials: undefined });
  await open.store.verifyWriteRight("chat");
  expect(requests[0]?.headers.authorization).toBe("Basic cm9ib3Q6cGFzcy13b3Jk");
  expect(open.requests[0]?.headers.authorization).toBeUndefined();
});

test("is asked by the proxy that the environment names, also before there is a file", async () => {
  const { host } = await httpServer(({ method }, response) => response.writeHead(method === "PUT" ? 403 : 404).end());
  const { url, asked } = await forwardProxy({ "charts.corp.test": host });
  const options = { credentials, signal, env: { http_proxy: url } };
  const store = putCharts(openHttpRepository("http://charts.corp.test", options));
  expect((await failureOf(store.verifyWriteRight("chat"))).message).toContain("refuses user robot");
  expect(asked.length).toBeGreaterThan(0);
});

describe("a server that says no", () => {
  const rows = all.flatMap(([kind, open]) => [401, 403, 500, 502].map((status) => [kind, status, open] as const));

  test.each(rows)("%s with %i is named, in words without the password, and with a hint", async (_, status, open) => {
    const { store, url } = await storeAt(
      (request, response) => response.writeHead(status).end(`you sent ${request.headers.authorization}`),
      { timeoutMs: 2_400 },
      open,
    );
    const asked = [store.verifyWriteRight("chat"), store.download(chart), store.upload(chart, packaged)];
    for (const failure of await Promise.all(asked.map(failureOf))) {
      const words = status < 500 ? "refuses user robot" : `answered ${status}`;
      expect(failure).toMatchObject({ reason: "precondition", message: expect.stringContaining(words) });
      expect(failure.message).toContain(url);
      expect(failure.hint).toBeTruthy();
      expect(redact([failure.message, ...failure.details].join())).not.toMatch(/pass-word|cm9ib3Q6cGFzcy13b3Jk/);
    }
  });

  test.each(all)("%s, since it is somewhere else, is told to be", async (kind, open) => {
    const { store } = await storeAt(
      (_, response) => response.writeHead(301, { location: "https://charts.example.com/" }).end(),
      {},
      open,
    );
    const failure = await failureOf(kind === "put" ? store.upload(chart, packaged) : store.verifyWriteRight("chat"));
    expect(failure.message).toContain("it leads to https://charts.example.com/");
  });

  test("to an archive without a chart, as if that were its own error, may take others", async () => {
    const { store, requests } = await storeAt(({ method }, response) =>
      response.writeHead(method === "POST" ? 500 : 404).end(),
    );
    await store.verifyWriteRight("chat");
    expect(requests.map(({ method }) => method)).toEqual(["POST", "GET"]);
  });

  test("to nobody in particular names the variables", async () => {
    const { store } = await storeAt(answering(401), { credentials: undefined });
    const failure = await failureOf(store.verifyWriteRight("chat"));
    expect(failure.message).toContain("refuses anonymous users");
    expect(failure.hint).toContain("CHARTMUSEUM_CREDS_USR");
  });

  test("since it is Harbor's of former days names its registry", async () => {
    const page = having({ "/chartrepo/team/index.yaml": "<!doctype html>" });
    const { host } = await httpServer(page);
    const store = chartMuseum(openHttpRepository(`http://${host}/chartrepo/team`, { credentials, signal }));
    const failure = await failureOf(store.verifyWriteRight("chat"));
    expect(failure.message).toContain("takes no charts: Harbor has them beside its images");
    expect(failure.hint).toContain(`"oci://${host}/team/charts"`);
  });

  test("since there is only a page for people says what it answered", async () => {
    const { store } = await storeAt(having({ "/charts/index.yaml": "<!doctype html><title>Charts</title>" }));
    expect((await failureOf(store.verifyWriteRight("chat"))).details[0]).toContain("<title>Charts</title>");
  });

  test("since its API is off says so", async () => {
    const { store } = await storeAt(having({ "/charts/index.yaml": "entries: {}" }));
    const failure = await failureOf(store.verifyWriteRight("chat"));
    expect(failure.message).toContain("shows charts, but takes none");
    expect(failure.hint).toContain("DISABLE_API");
  });

  test("since it is a server of files says so", async () => {
    const files = having({ "/charts/index.yaml": "entries: {}" });
    const { store } = await storeAt((request, response) =>
      request.method === "POST" ? response.writeHead(501).end() : files(request, response),
    );
    const failure = await failureOf(store.verifyWriteRight("chat"));
    expect(failure.message).toContain("shows charts, but takes none");
    expect(failure.hint).toContain("Pages such as those of GitHub");
  });

  test.each(["/api/charts", "/index.yaml"])("since its URL is that of a part, %s, names its own", async (part) => {
    const { host } = await httpServer((_, response) => response.writeHead(404).end());
    const store = chartMuseum(openHttpRepository(`http://${host}/team${part}`, { credentials, signal }));
    const failure = await failureOf(store.verifyWriteRight("chat"));
    expect(failure.message).toContain(`own URL ends before ${part}`);
    expect(failure.hint).toContain(`"http://${host}/team"`);
  });

  test.each([
    ["refuses this user", 401, "refuses user robot"],
    ["takes no files", 405, "takes no files by PUT"],
    ["is somewhere else", 301, "takes no files by PUT"],
  ])("to a PUT before there is a file: it %s", async (_, status, words) => {
    const { store } = await storeAt(
      ({ method }, response) => response.writeHead(method === "PUT" ? status : 404).end(),
      {},
      putCharts,
    );
    expect((await failureOf(store.verifyWriteRight("chat"))).message).toContain(words);
  });

  test("to nothing that was begun as a PUT gets no file", async () => {
    let received = 0;
    const { store } = await storeAt(
      (request, response) => {
        if (request.method !== "PUT") return void response.writeHead(404).end();
        request.on("data", (part) => (received += part.length)).on("end", () => (received = Number.NaN));
      },
      {},
      putCharts,
    );
    await store.verifyWriteRight("chat");
    expect(received).toBeLessThan(2);
  });

  test("since it is no chart repository says what to check", async () => {
    const { store } = await storeAt(answering(404, "nothing here"));
    const failure = await failureOf(store.verifyWriteRight("chat"));
    expect(failure).toMatchObject({ message: expect.stringContaining("answered 404"), details: ["nothing here"] });
    expect(failure.hint).toContain("`chart.repository`");
  });

  test("since GitLab has no such project says how its URL looks", async () => {
    const { store } = await storeAt(answering(404), {}, gitlabCharts);
    expect((await failureOf(store.verifyWriteRight("chat"))).hint).toContain("/packages/helm/stable");
  });
});

describe("a server that does not answer", () => {
  test("since nobody is there, is named with what to try", async () => {
    const url = `http://${await closedPort()}`;
    const store = chartMuseum(openHttpRepository(url, { credentials, signal, timeoutMs: 600 }));
    const failure = await failureOf(store.verifyWriteRight("chat"));
    expect(failure.message).toContain(`the chart repository ${url} does not answer: connect ECONNREFUSED`);
    expect(failure.hint).toContain("`chart.repository` in chatops.yaml");
  });

  test("in time, is not waited for", async () => {
    const { store } = await storeAt(() => {}, { timeoutMs: 600 });
    expect((await failureOf(store.verifyWriteRight("chat"))).message).toContain("nothing within 0.6 s");
  });

  test("before the run is stopped, ends as the run does", async () => {
    const controller = new AbortController();
    const reason = new Error("stopped");
    const { store } = await storeAt(() => controller.abort(reason), { signal: controller.signal });
    expect(await failureOf(store.verifyWriteRight("chat"))).toBe(reason);
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
