import { expect, test } from "vitest";
import { redact } from "../../../lib/secrets.ts";
import { byHelm, clusterWhere } from "../../../testing/cluster/listing-server.ts";
import type { Connection } from "./connection.ts";
import { logSourcesIn } from "./log-sources.ts";

const base64 = (text: string) => Buffer.from(text).toString("base64");

test("what a container is given as a secret is masked, whether its variable says so or the key of the Secret", async () => {
  const secretKeyRef = { name: "database", key: "value" };
  const env = [{ name: "DB_PASSWORD", valueFrom: { secretKeyRef } }];
  const envFrom = [{ secretRef: { name: "others" } }];
  const cluster = await clusterWhere({
    pods: [{ metadata: { name: "chat-1", ...byHelm("chat") }, spec: { containers: [{ name: "chat", env, envFrom }] } }],
    "secrets/database": [{ data: { value: base64("by-the-variable"), host: base64("database-host") } }],
    "secrets/others": [{ data: { API_TOKEN: base64("by-the-key") } }],
  });
  await logSourcesIn(async () => ({ cluster, helmRelease: "chat" }) as Connection, { previous: false })();
  expect(redact("by-the-variable by-the-key database-host")).toBe("[hidden] [hidden] database-host");
});
