import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { once } from "node:events";
import { createServer } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { delimiter, join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import {
  adminKubeconfig,
  connected,
  kubeconfigOf,
  limitedUser,
  ownNamespace,
} from "../../../testing/cluster/namespaces.ts";
import { folder } from "../../../testing/fixtures/folder.ts";
import { missingRights } from "./access.ts";
import { asFailure } from "./errors.ts";
import { createNamespace, findNamespace } from "./namespace.ts";

const reader = [{ apiGroups: [""], resources: ["configmaps"], verbs: ["get"] }];

/** A proxy, and the hosts that it was asked for a way to. */
async function proxy(): Promise<{ host: string; asked: string[] }> {
  const asked: string[] = [];
  const listening = createServer().on("connect", ({ url = "" }, socket) => {
    asked.push(url);
    const { hostname, port } = new URL(`http://${url}`);
    const onward = connect(Number(port), hostname, () => socket.write("HTTP/1.1 200 OK\r\n\r\n"));
    for (const end of [socket, onward]) end.on("error", () => {});
    socket.pipe(onward).pipe(socket);
  });
  onTestFinished(() => void listening.close());
  await once(listening.listen(0, "127.0.0.1"), "listening");
  return { host: `127.0.0.1:${(listening.address() as AddressInfo).port}`, asked };
}

describe("connecting", () => {
  test("reaches the cluster by KUBECONFIG, and says which version it is", async () => {
    const empty = join(folder({ config: {} }), "config");
    const env = { KUBECONFIG: [empty, adminKubeconfig()].join(delimiter) };
    const cluster = await connected("", { env, kubeconfig: undefined });
    expect(cluster.version).toMatch(/^v1\.\d+\.\d+/);
    expect(await connected(adminKubeconfig(), { server: `${cluster.server}/` })).toMatchObject({
      context: cluster.context,
    });
  });

  test("keeps its connection from one request to the next", async () => {
    const { core } = await connected(adminKubeconfig());
    let connections = 0;
    const count = () => {
      connections += 1;
    };
    subscribe("undici:client:connected", count);
    for (let call = 0; call < 5; call += 1) await core.listNamespacedConfigMap({ namespace: "default" });
    unsubscribe("undici:client:connected", count);
    expect(connections).toBeLessThan(2);
  });

  test("goes by the proxy that the environment names, as kubectl and Helm do", async () => {
    const { server } = await connected(adminKubeconfig());
    const { host, asked } = await proxy();
    const cluster = await connected(adminKubeconfig(), { env: { HTTPS_PROXY: host } });
    await cluster.core.listNamespacedConfigMap({ namespace: "default" });
    expect(asked).toEqual([new URL(server).host]);
  });

  test("does not trust a cluster that another authority vouches for", async () => {
    const cluster = await connected(adminKubeconfig());
    const kubeconfig = kubeconfigOf(cluster, {
      cluster: { "certificate-authority": undefined, "certificate-authority-data": undefined },
    });
    await expect(connected(kubeconfig)).rejects.toThrow(
      `the certificate of the cluster at ${cluster.server} (context sandbox) is not trusted`,
    );
  });

  test("says whose credentials are not accepted", async () => {
    const kubeconfig = kubeconfigOf(await connected(adminKubeconfig()), { user: { token: "expired" } });
    await expect(connected(kubeconfig)).rejects.toMatchObject({
      message: expect.stringMatching(/\(context sandbox\) does not accept the credentials of robot$/),
      hint: expect.stringContaining("log in again"),
    });
  });
});

describe("rights", () => {
  test("names the right that is missing", async () => {
    const cluster = await ownNamespace();
    const limited = await connected(await limitedUser(cluster, reader), { namespace: cluster.namespace });
    const failure = await limited.apps
      .listNamespacedDeployment({ namespace: cluster.namespace })
      .catch((error) => asFailure(error, "list what runs"));
    expect(failure).toMatchObject({
      message: expect.stringMatching(
        /^cannot list what runs: system:serviceaccount:\S+ may not list deployments\.apps in namespace/,
      ),
    });
  });

  test("tells beforehand which rights are missing, in the namespace and in the whole cluster", async () => {
    const cluster = await ownNamespace();
    // Nodes are of no namespace, so what a Role says of them grants nothing.
    const rules = [...reader, { apiGroups: [""], resources: ["nodes"], verbs: ["list"] }];
    const limited = await connected(await limitedUser(cluster, rules), { namespace: cluster.namespace });
    const rights = [
      { verb: "get", group: "", resource: "configmaps" },
      { verb: "create", group: "apps", resource: "deployments" },
      { verb: "get", group: "", resource: "pods/log" },
      { verb: "list", group: "", resource: "nodes", clusterWide: true },
    ];
    expect(await missingRights(limited, rights)).toEqual(rights.slice(1));
    expect(await missingRights(cluster, rights)).toEqual([]);
  });
});

describe("a namespace", () => {
  test("is there or absent; made twice it is there once", async () => {
    const cluster = await ownNamespace();
    const other = { ...cluster, namespace: `${cluster.namespace}-new` };
    expect([await findNamespace(cluster), await findNamespace(other)]).toEqual(["there", "absent"]);
    await Promise.all([createNamespace(other), createNamespace(other)]);
    const { metadata } = await cluster.core.readNamespace({ name: other.namespace });
    expect(metadata?.labels).toMatchObject({ "app.kubernetes.io/managed-by": "chatops" });
    await cluster.core.deleteNamespace({ name: other.namespace });
  });

  test("is unknown to whoever may not look", async () => {
    const cluster = await ownNamespace();
    const limited = await connected(await limitedUser(cluster, reader), { namespace: cluster.namespace });
    expect(await findNamespace(limited)).toBe("unknown");
    await expect(createNamespace({ ...limited, namespace: "chatops-test-nobody" })).rejects.toThrow(
      /^cannot create the namespace chatops-test-nobody: .* may not create namespaces in the whole cluster$/,
    );
  });

  test("that is being deleted is refused", async () => {
    const cluster = await ownNamespace();
    const { core, namespace } = cluster;
    const held = { name: "held", finalizers: ["chatops.dev/test"] };
    await core.createNamespacedConfigMap({ namespace, body: { metadata: held } });
    await core.deleteNamespace({ name: namespace });
    await expect(findNamespace(cluster)).rejects.toThrow(`the namespace ${namespace} is being deleted`);
    await core.replaceNamespacedConfigMap({ name: "held", namespace, body: { metadata: { name: "held" } } });
  });
});
