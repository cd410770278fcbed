import { describe, expect, test } from "vitest";
import { maskSecret, redact } from "../../../lib/secrets.ts";
import { connected, limitedUser, ownNamespace } from "../../../testing/cluster/namespaces.ts";
import { promotionRecord } from "../../../testing/fixtures/promotion-records.ts";
import { readPromotions, recordPromotion } from "./history-configmap.ts";
import { ensureSecret, secretKeys } from "./secrets.ts";

const name = "chatops-chat";
const place = { name, instance: "chat" };

describe("the history", () => {
  test("is empty at first, and tells what was recorded, in an object that says whose it is", async () => {
    const cluster = await ownNamespace();
    expect((await readPromotions(cluster, name)).promotions).toEqual([]);
    await recordPromotion(cluster, place, promotionRecord("1.0.0", { outcome: "begun" }));
    await recordPromotion(cluster, place, promotionRecord("1.0.0", { revision: 1 }));
    await recordPromotion(cluster, place, promotionRecord("1.1.0"));
    expect((await readPromotions(cluster, name)).promotions).toEqual([
      promotionRecord("1.0.0", { revision: 1 }),
      promotionRecord("1.1.0"),
    ]);
    const { metadata } = await cluster.core.readNamespacedConfigMap({ name, namespace: cluster.namespace });
    expect(metadata?.labels).toEqual({
      "app.kubernetes.io/managed-by": "chatops",
      "app.kubernetes.io/instance": "chat",
    });
  });

  test("loses nothing where several record at once", async () => {
    const cluster = await ownNamespace();
    const versions = ["1.0.0", "1.1.0", "1.2.0", "1.3.0", "1.4.0", "1.5.0"];
    await Promise.all(versions.map((version) => recordPromotion(cluster, place, promotionRecord(version))));
    const { promotions } = await readPromotions(cluster, name);
    expect(promotions.map(({ version }) => version).sort()).toEqual(versions);
  });

  test("that somebody broke is told, and kept beside the new one", async () => {
    const cluster = await ownNamespace();
    const { core, namespace } = cluster;
    await core.createNamespacedConfigMap({ namespace, body: { metadata: { name }, data: { "history.json": "oops" } } });
    expect(await readPromotions(cluster, name)).toMatchObject({ promotions: [], unreadable: "oops" });
    await recordPromotion(cluster, place, promotionRecord("1.0.0"));
    expect((await readPromotions(cluster, name)).unreadable).toBeUndefined();
    const { data } = await core.readNamespacedConfigMap({ name, namespace });
    expect(data).toMatchObject({ "unreadable-history.json": "oops" });
  });

  test("keeps no secret and no control sequence of what was seen", async () => {
    const cluster = await ownNamespace();
    maskSecret("sesame-open");
    await recordPromotion(
      cluster,
      place,
      promotionRecord("1.0.0", { evidence: ["\u001b[31mAUTH sesame-open failed"] }),
    );
    expect((await readPromotions(cluster, name)).promotions[0]?.evidence).toEqual(["AUTH [hidden] failed"]);
  });

  test("of a place where we may not look is told", async () => {
    const cluster = await ownNamespace();
    const limited = await connected(await limitedUser(cluster, []), { namespace: cluster.namespace });
    await expect(readPromotions(limited, name)).rejects.toThrow(/may not get configmaps in namespace/);
  });
});

describe("a Secret", () => {
  const labels = { "app.kubernetes.io/instance": "chat" };

  test("is made once, with random values that are masked", async () => {
    const cluster = await ownNamespace();
    const { core, namespace } = cluster;
    expect(await secretKeys(cluster, "chat-redis")).toBeUndefined();
    expect(await ensureSecret(cluster, "chat-redis", ["password", "admin"], labels)).toBe("created");
    const made = await core.readNamespacedSecret({ name: "chat-redis", namespace });
    expect(await ensureSecret(cluster, "chat-redis", ["password"], labels)).toBe("kept");
    const kept = await core.readNamespacedSecret({ name: "chat-redis", namespace });
    expect(kept.metadata?.resourceVersion).toBe(made.metadata?.resourceVersion);
    expect(await secretKeys(cluster, "chat-redis")).toEqual(["admin", "password"]);
    const values = Object.values(made.data ?? {}).map((value) => Buffer.from(value, "base64").toString());
    expect(new Set(values).size).toBe(2);
    for (const value of values)
      expect([value, redact(value)]).toEqual([expect.stringMatching(/^[0-9a-f]{64}$/), "[hidden]"]);
    expect(made.metadata?.labels).toEqual({ ...labels, "app.kubernetes.io/managed-by": "chatops" });
  });

  test("is made once by several at once", async () => {
    const cluster = await ownNamespace();
    const made = await Promise.all(
      Array.from({ length: 6 }, () => ensureSecret(cluster, "chat-redis", ["password"], labels)),
    );
    expect(made.filter((answer) => answer === "created")).toHaveLength(1);
  });

  test("that lacks a key is refused and left as it is", async () => {
    const cluster = await ownNamespace();
    const { core, namespace } = cluster;
    const body = { metadata: { name: "chat-redis" }, stringData: { password: "by-a-person" } };
    await core.createNamespacedSecret({ namespace, body });
    await expect(ensureSecret(cluster, "chat-redis", ["password", "admin"], labels)).rejects.toMatchObject({
      message: `the Secret chat-redis in namespace ${namespace} is there, but lacks admin`,
      hint: expect.stringContaining("kubectl edit secret chat-redis"),
    });
    expect(await secretKeys(cluster, "chat-redis")).toEqual(["password"]);
    expect(redact("by-a-person")).toBe("[hidden]");
  });
});
