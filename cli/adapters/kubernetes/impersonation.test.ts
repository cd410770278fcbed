import { expect, test } from "vitest";
import { failureOf } from "../../../testing/chatops/failure.ts";
import { writeKubeconfig } from "../../../testing/cluster/kubeconfig.ts";
import { httpServer } from "../../../testing/servers/http-server.ts";
import { connectCluster } from "./cluster.ts";
import { listPages } from "./list-pages.ts";

/** As whom the API server is asked by a user of the kubeconfig that acts as this. */
async function askedAs(user: object): Promise<Record<string, unknown>> {
  const { host, requests } = await httpServer((request, response) => {
    const body = request.url === "/version" ? { gitVersion: "v1.34.4" } : { items: [] };
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(body));
  });
  const kubeconfig = writeKubeconfig({ server: `http://${host}` }, user);
  const request = { env: {}, namespace: "chat", kubeconfig, context: undefined, server: undefined };
  await listPages(await connectCluster(request), "/api/v1/namespaces/chat/pods");
  const asked = requests.map(({ headers }) => headers);
  const [last = {}] = asked.slice(-1);
  return Object.fromEntries(Object.entries(last).filter(([name]) => name.startsWith("impersonate-")));
}

test("whoever acts as another user does so with group, uid and extra, as for kubectl", async () => {
  const user = { as: "deployer", "as-uid": "42", "as-groups": ["ops"], "as-user-extra": { "example.com/team": ["a"] } };
  expect(await askedAs(user)).toEqual({
    "impersonate-user": "deployer",
    "impersonate-uid": "42",
    "impersonate-group": "ops",
    "impersonate-extra-example.com%2fteam": "a",
  });
});

test("nothing is sent of a user that acts as itself", async () => {
  expect(await askedAs({ token: "sesame-sesame" })).toEqual({});
});

test("several groups are refused, instead of asking with fewer rights than Helm has", async () => {
  const failure = await failureOf(askedAs({ as: "deployer", "as-groups": ["ops", "dev"] }));
  expect(failure).toMatchObject({
    message: "the user robot of the kubeconfig acts as several at once (Impersonate-Group: ops, dev)",
    reason: "precondition",
  });
});
