import type { RequestListener } from "node:http";
import { text } from "node:stream/consumers";
import { describe, expect, test } from "vitest";
import { writeKubeconfig } from "../../../testing/cluster/kubeconfig.ts";
import { failingFirst, momentaryFaults } from "../../../testing/servers/faulty-answers.ts";
import { httpServer } from "../../../testing/servers/http-server.ts";
import { connectCluster } from "./cluster.ts";
import { asFailure } from "./errors.ts";
import { send } from "./raw-requests.ts";

/** Answers with what it is sent, and a ConfigMap where it is sent nothing. */
const echo: RequestListener = async (request, response) => {
  const sent = await text(request);
  response.writeHead(200, { "content-type": "application/json" }).end(sent || '{"metadata":{"name":"found"}}');
};

const connect = (host: string, asking: object = {}) =>
  connectCluster(
    {
      env: {},
      namespace: "chat",
      kubeconfig: writeKubeconfig({ server: `http://${host}` }),
      context: undefined,
      server: undefined,
    },
    asking,
  );

/** An API server that can be asked for its version, and fails first at everything else. */
const versioned =
  (answer: RequestListener): RequestListener =>
  (request, response) =>
    request.url === "/version" ? void response.end('{"gitVersion":"v1.34.4"}') : void answer(request, response);

const silent = ["silence", "silence in the answer"];
const quick = Object.entries(momentaryFaults).filter(([name]) => !silent.includes(name));
const body = { metadata: { name: "made" }, data: { key: "value" } };

describe.each(quick)("%s", (_, fault) => {
  test("for a moment fails no request, of whatever API, and what is written arrives whole", async () => {
    const { host, requests } = await httpServer(versioned((...exchange) => answer(...exchange)));
    let answer = failingFirst(fault, echo);
    const { core, config } = await connect(host);
    const asked = async (request: () => Promise<object>) => {
      answer = failingFirst(fault, echo);
      const before = requests.length;
      const answered = await request();
      expect(requests.length - before).toBe(3);
      return answered;
    };
    const named = { name: "x", namespace: "chat" };
    expect(await asked(() => core.readNamespacedConfigMap(named))).toMatchObject({ metadata: { name: "found" } });
    expect(await asked(() => core.createNamespacedConfigMap({ namespace: "chat", body }))).toMatchObject(body);
    expect(await asked(() => core.replaceNamespacedConfigMap({ ...named, body }))).toMatchObject(body);
    expect(await asked(() => send(config, { method: "PATCH", path: "/api/v1/x", body }))).toMatchObject({ body });
  });

  test("that lasts ends in time, in our words", async () => {
    const { host } = await httpServer(versioned(fault));
    const { core } = await connect(host, { withinMs: 200 });
    const reading = core.readNamespacedConfigMap({ name: "x", namespace: "chat" });
    const failure = asFailure(await reading.catch((error) => error), "read it");
    expect(failure).toMatchObject({ reason: "precondition", message: expect.stringMatching(/^cannot read it: /) });
  });
});

test.each(silent)("%s is not waited for without end", async (name) => {
  const { host, requests } = await httpServer(versioned(failingFirst(momentaryFaults[name] ?? echo, echo, 1)));
  const { config } = await connect(host);
  const answered = await send(config, { method: "POST", path: "/api/v1/x", body, patienceMs: 1_000 });
  expect(answered.body).toEqual(body);
  expect(requests).toHaveLength(3);
});

test.each([400, 401, 403, 404, 409, 422])("what is answered with %i is asked once", async (status) => {
  const { host, requests } = await httpServer(versioned((_, response) => void response.writeHead(status).end("{}")));
  const { core } = await connect(host);
  await expect(core.readNamespace({ name: "chat" })).rejects.toMatchObject({ code: status });
  expect(requests).toHaveLength(2);
});

test("says that it waits, without what is secret", async () => {
  const said: string[] = [];
  const { host } = await httpServer(versioned(failingFirst(momentaryFaults["429 with Retry-After"] ?? echo, echo, 1)));
  const { core } = await connect(host, { onWait: (line: string) => said.push(line) });
  await core.readNamespace({ name: "chat" });
  expect(said).toEqual([`the cluster at http://${host} is busy (429): asking again in 1 s`]);
});

test("a run that is stopped waits no more", async () => {
  const stopping = new AbortController();
  const { host, requests } = await httpServer(
    versioned((_, response) => {
      response.writeHead(503, { "retry-after": "60" }).end("{}");
      setTimeout(() => stopping.abort(), 50);
    }),
  );
  const { core } = await connect(host, { signal: stopping.signal });
  await expect(core.readNamespace({ name: "chat" })).rejects.toMatchObject({ code: 503 });
  expect(requests).toHaveLength(2);
});
