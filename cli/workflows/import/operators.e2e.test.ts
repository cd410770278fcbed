import { join } from "node:path";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { kubectl } from "../../../testing/cluster/cluster-project.ts";
import { chartOf, helm, helmMajors, rendered } from "../../../testing/cluster/helm.ts";
import { ownNamespace } from "../../../testing/cluster/namespaces.ts";
import { folder } from "../../../testing/fixtures/folder.ts";
import { typescriptWithRedis } from "../../../testing/fixtures/sample-projects.ts";
import { monitoring } from "../../../testing/monitoring/rules.ts";
import { sandbox } from "../../../testing/sandbox/sandbox.ts";
import { needs } from "../../../testing/setup/needs-programs.ts";

needs("helm", "operator-crds");

/** Waits for the kinds in a file. kubectl refuses to wait for an object that has no conditions yet, so it is asked again. */
const established = (file: string) =>
  vi.waitFor(() => kubectl("wait", "--for=condition=Established", "--timeout=60s", "--filename", file), {
    timeout: 60_000,
    interval: 500,
  });

const others = {
  expose: "gateway",
  host: "shop.example.com",
  gateway: { name: "front", namespace: "gateways", listener: "https" },
  secrets: {
    external: {
      "shop-keys": {
        store: { kind: "SecretStore", name: "vault" },
        refreshInterval: "15m",
        keys: { API_KEY: { key: "team/shop", property: "api-key" }, TOKEN: { key: "team/token", version: "3" } },
      },
    },
  },
};

describe("what a chart brings for operators", () => {
  const kinds = ["ConfigMap", "PrometheusRule", "ServiceMonitor", "ExternalSecret", "HTTPRoute"];

  test("is off unless somebody turns it on", async () => {
    const manifests = await rendered(3, await chartOf(typescriptWithRedis));
    expect(manifests.filter(({ kind }) => kinds.includes(kind))).toEqual([]);
  });

  test("is accepted by an API server that knows their kinds", async () => {
    kubectl("apply", "--server-side", "--force-conflicts", "--filename", sandbox().operatorCrds);
    onTestFinished(() => void kubectl("delete", "--ignore-not-found", "--filename", sandbox().operatorCrds));
    await established(sandbox().operatorCrds);
    const chart = await chartOf(typescriptWithRedis);
    const { namespace } = await ownNamespace();
    const values = join(folder({ "values.json": { monitoring, ...others } }), "values.json");
    for (const major of helmMajors) {
      const text = await helm(major, "template", "shop", chart, "--namespace", namespace, "--values", values);
      const file = join(folder({ "all.yaml": text }), "all.yaml");
      const said = kubectl(
        "--namespace",
        namespace,
        "create",
        "--validate=strict",
        "--dry-run=server",
        "--filename",
        file,
      );
      for (const kind of kinds) expect(said).toContain(kind.toLowerCase());
    }
  });
});
