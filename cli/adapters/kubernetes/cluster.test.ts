import { chmodSync, copyFileSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { expect, test } from "vitest";
import { redact } from "../../../lib/secrets.ts";
import { writeKubeconfig } from "../../../testing/cluster/kubeconfig.ts";
import { folder } from "../../../testing/fixtures/folder.ts";
import { closedPort, httpServer } from "../../../testing/servers/http-server.ts";
import { httpsServer } from "../../../testing/servers/https-server.ts";
import { connectCluster } from "./cluster.ts";
import type { ClusterRequest } from "./context.ts";

const connect = (request: Partial<ClusterRequest>) =>
  connectCluster({
    env: {},
    namespace: "chat",
    kubeconfig: undefined,
    context: undefined,
    server: undefined,
    ...request,
  });

/** A server that answers every request alike. */
const answering = (body: string, type = "application/json", status = 200) =>
  httpServer((_, response) => response.writeHead(status, { "content-type": type }).end(body));

const kubernetes = () => answering('{"gitVersion":"v1.34.4"}');

test("reaches the current context, with our namespace", async () => {
  const { host, requests } = await kubernetes();
  const cluster = await connect({ kubeconfig: writeKubeconfig({ server: `http://${host}` }, { token: "sesame-1" }) });
  expect(cluster).toMatchObject({
    context: "sandbox",
    server: `http://${host}`,
    version: "v1.34.4",
    namespace: "chat",
  });
  expect(requests[0]?.headers.authorization).toBe("Bearer sesame-1");
  expect(cluster.config.getContextObject("sandbox")?.namespace).toBe("chat");
});

test("a kubeconfig without a certificate means the authorities that this machine trusts", async () => {
  const { host, authority } = await httpsServer((_, response) => void response.end('{"gitVersion":"v1.34.4"}'));
  const kubeconfig = writeKubeconfig({ server: `https://${host}` });
  expect(await connect({ kubeconfig, env: { SSL_CERT_FILE: authority } })).toMatchObject({ version: "v1.34.4" });
});

test("tells Helm the same place, and nothing of what else stands in its environment", async () => {
  const { host } = await kubernetes();
  const kubeconfig = writeKubeconfig({ server: `http://${host}` });
  const { env } = await connect({ kubeconfig });
  expect(env).toMatchObject({ KUBECONFIG: kubeconfig, HELM_KUBECONTEXT: "sandbox", HELM_NAMESPACE: "chat" });
  expect(Object.keys(env).filter((name) => env[name] === undefined)).toContain("HELM_KUBEAPISERVER");
});

test("KUBECONFIG may name several files: the first that says something decides, and one may be missing", async () => {
  const { host } = await kubernetes();
  const first = writeKubeconfig({ server: `http://${host}` });
  const second = writeKubeconfig({ server: "http://second" }, {}, { "current-context": "another" });
  const KUBECONFIG = ["/nowhere/config", first, second].join(delimiter);
  expect(await connect({ env: { KUBECONFIG } })).toMatchObject({ context: "sandbox", server: `http://${host}` });
});

test("without KUBECONFIG, ~/.kube/config is read", async () => {
  const HOME = folder({ ".kube/config": { clusters: [], contexts: [] } });
  await expect(connect({ env: { HOME } })).rejects.toThrow(`${HOME}/.kube/config names no current context`);
  await expect(connect({ env: { HOME }, context: "prod" })).rejects.toThrow("there is no context prod in");
});

test("says where no kubeconfig is", async () => {
  await expect(connect({ env: { HOME: "/nowhere" } })).rejects.toMatchObject({
    message: "there is no kubeconfig: /nowhere/.kube/config does not exist",
    hint: expect.stringContaining("--kubeconfig"),
    reason: "precondition",
  });
  await expect(connect({ kubeconfig: "/nowhere/config" })).rejects.toThrow("/nowhere/config does not exist");
});

test("lists the contexts there are where the wanted one is not among them", async () => {
  const kubeconfig = writeKubeconfig({ server: "http://localhost" });
  await expect(connect({ kubeconfig, context: "prod" })).rejects.toMatchObject({
    message: `there is no context prod in ${kubeconfig}`,
    hint: expect.stringContaining("there are: sandbox."),
  });
});

test("another cluster than the one of chatops.yaml is refused before it is asked anything", async () => {
  const { host, requests } = await kubernetes();
  const kubeconfig = writeKubeconfig({ server: `http://${host}` });
  await expect(connect({ kubeconfig, server: "https://prod.example.com" })).rejects.toMatchObject({
    message: `the context sandbox is of the cluster http://${host}, but \`cluster\` in chatops.yaml is https://prod.example.com`,
    reason: "precondition",
  });
  expect(requests).toEqual([]);
  await connect({ kubeconfig, server: `HTTP://${host}/` });
});

test("names the contexts that do fit", async () => {
  const file = join(folder(), "config");
  const place = (name: string, address: string) => ({ name, cluster: { server: address } });
  const context = (name: string) => ({ name, context: { cluster: name } });
  const clusters = [place("first", "https://first.example.com"), place("second", "https://second.example.com:443/")];
  const config = { clusters, contexts: [context("first"), context("second")], "current-context": "first" };
  writeFileSync(file, JSON.stringify(config));
  await expect(connect({ kubeconfig: file, server: "https://second.example.com" })).rejects.toMatchObject({
    hint: "Name a context of that cluster with --context: second.",
  });
});

test("says that nothing answers", async () => {
  const host = await closedPort();
  await expect(connect({ kubeconfig: writeKubeconfig({ server: `http://${host}` }) })).rejects.toMatchObject({
    message: `the cluster at http://${host} (context sandbox) does not answer: connect ECONNREFUSED ${host}`,
    hint: expect.stringContaining("kubectl version"),
  });
});

test("waits ten seconds for a server that keeps silent", async () => {
  const { host } = await httpServer(() => {});
  const start = performance.now();
  await expect(connect({ kubeconfig: writeKubeconfig({ server: `http://${host}` }) })).rejects.toThrow(
    `the cluster at http://${host} (context sandbox) does not answer: nothing within 10 s`,
  );
  expect(performance.now() - start).toBeLessThan(15_000);
});

test.each([
  ["a web page", "<html></html>", "text/html", 200],
  ["another API", '{"name":"registry"}', "application/json", 200],
  ["a page that says not found", "404 page not found", "text/plain", 404],
  ["a proxy that fails", "bad gateway", "text/html", 502],
])("%s is no Kubernetes", async (_, body, type, status) => {
  const { host } = await answering(body, type, status);
  await expect(connect({ kubeconfig: writeKubeconfig({ server: `http://${host}` }) })).rejects.toThrow(
    `the cluster at http://${host} (context sandbox) answers, but is not a Kubernetes API server`,
  );
});

test("an address that is none is told", async () => {
  await expect(connect({ kubeconfig: writeKubeconfig({ server: "k8s.example.com:6443" }) })).rejects.toThrow(
    /^.* has no valid address of the cluster: k8s\.example\.com:6443$/,
  );
});

test("a broken kubeconfig is told without what stands in it", async () => {
  const file = join(folder({ config: "users:\n- name: robot\n  user:\n    token: sesame-2\n   bad: [" }), "config");
  const failure = await connect({ kubeconfig: file }).catch((error) => error);
  expect(failure.message).toMatch(/^the kubeconfig .* cannot be read: .*, line \d$/);
  expect(JSON.stringify([failure.message, failure.hint, failure.details])).not.toContain("sesame");
});

/** A program that brings credentials, as those of cloud providers do. */
function plugin(script: string): { exec: object } {
  const command = join(folder({ "log-in": `#!/bin/sh\n${script}\n` }), "log-in");
  chmodSync(command, 0o755);
  return { exec: { apiVersion: "client.authentication.k8s.io/v1", command, interactiveMode: "Never" } };
}

test("a plugin's token is used and hidden", async () => {
  const { host, requests } = await kubernetes();
  const user = plugin(
    `case $KUBERNETES_EXEC_INFO in *'"kind":"ExecCredential"'*) echo '{"status":{"token":"sesame-3"}}';; esac`,
  );
  await connect({ kubeconfig: writeKubeconfig({ server: `http://${host}` }, user) });
  expect(requests[0]?.headers.authorization).toBe("Bearer sesame-3");
  expect(redact("a sesame-3")).toBe("a [hidden]");
});

test("a plugin that is named relative to the kubeconfig is found beside it, wherever chatops was started", async () => {
  const { host, requests } = await kubernetes();
  const { exec } = plugin(`echo '{"status":{"token":"sesame-6"}}'`);
  const kubeconfig = writeKubeconfig({ server: `http://${host}` }, { exec: { ...exec, command: "./log-in" } });
  copyFileSync((exec as { command: string }).command, join(dirname(kubeconfig), "log-in"));
  await connect({ kubeconfig });
  expect(requests[0]?.headers.authorization).toBe("Bearer sesame-6");
});

test("a token that stands in a file beside the kubeconfig is used and hidden", async () => {
  const { host, requests } = await kubernetes();
  const kubeconfig = writeKubeconfig({ server: `http://${host}` }, { tokenFile: "token", token: "older" });
  writeFileSync(join(dirname(kubeconfig), "token"), "sesame-7\n");
  await connect({ kubeconfig });
  expect(requests[0]?.headers.authorization).toBe("Bearer sesame-7");
  expect(redact("sesame-7")).toBe("[hidden]");
});

test("a plugin runs in the environment of the session", async () => {
  const { host, requests } = await kubernetes();
  const user = plugin(`echo "{\\"status\\":{\\"token\\":\\"$OWN_TOKEN\\"}}"`);
  const env = { OWN_TOKEN: "sesame-5" };
  await connect({ env, kubeconfig: writeKubeconfig({ server: `http://${host}` }, user) });
  expect(requests[0]?.headers.authorization).toBe("Bearer sesame-5");
});

test.each([
  ["is not there", { exec: { command: "no-such-plugin" } }, "spawn no-such-plugin ENOENT"],
  ["fails", plugin.bind(undefined, "echo 'please log in' >&2; exit 1"), "please log in"],
])("a plugin that %s is told", async (_, user, why) => {
  const { host } = await kubernetes();
  const kubeconfig = writeKubeconfig({ server: `http://${host}` }, typeof user === "function" ? user() : user);
  await expect(connect({ kubeconfig })).rejects.toThrow(`could not get the credentials of robot: ${why}`);
});

test("what a kubeconfig keeps secret is masked", async () => {
  const { host } = await kubernetes();
  await connect({
    kubeconfig: writeKubeconfig({ server: `http://${host}` }, { username: "robot", password: "sesame-4" }),
  });
  expect(redact("sesame-4")).toBe("[hidden]");
});
