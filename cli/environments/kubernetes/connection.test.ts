import { expect, test } from "vitest";
import { writeKubeconfig } from "../../../testing/cluster/kubeconfig.ts";
import { httpServer } from "../../../testing/servers/http-server.ts";
import { configSchema } from "../../core/config/schema.ts";
import { connect } from "./connection.ts";

const config = configSchema.parse({ version: 1, name: "chat" });

/** The context that is taken for an environment where chatops.yaml hints at one, and the kubeconfig is on another. */
async function contextOf(environment: string, env: NodeJS.ProcessEnv, context?: string) {
  const { host } = await httpServer((_, response) =>
    response.writeHead(200, { "content-type": "application/json" }).end('{"gitVersion":"v1.34.4"}'),
  );
  const contexts = ["current", "hinted", "asked", "option"].map((name) => ({
    name,
    context: { cluster: "sandbox", user: "robot" },
  }));
  const kubeconfig = writeKubeconfig({ server: `http://${host}` }, {}, { contexts, "current-context": "current" });
  const settings = { namespace: "chat", context: "hinted", values: [] };
  const { cluster } = await connect(config, [environment, settings], { kubeconfig, context }, { env });
  return cluster.context;
}

test("an environment's cluster is the one that its variable names, whatever chatops.yaml and the kubeconfig say", async () => {
  expect(await contextOf("staging", { CHATOPS_STAGING_CONTEXT: "asked" })).toBe("asked");
  expect(await contextOf("pre-prod-2", { CHATOPS_PRE_PROD_2_CONTEXT: "asked" })).toBe("asked");
  expect(await contextOf("prod", { CHATOPS_STAGING_CONTEXT: "asked", CHATOPS_PROD_CONTEXT: "" })).toBe("hinted");
});

test("--context goes before the variable", async () => {
  expect(await contextOf("staging", { CHATOPS_STAGING_CONTEXT: "asked" }, "option")).toBe("option");
});

test("a variable that names no context is refused, with those that there are", async () => {
  await expect(contextOf("staging", { CHATOPS_STAGING_CONTEXT: "gone" })).rejects.toMatchObject({
    message: expect.stringMatching(/^there is no context gone in /),
    hint: expect.stringContaining("current, hinted, asked, option"),
  });
});
