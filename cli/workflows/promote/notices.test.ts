import { expect, test } from "vitest";
import { closedPort, httpServer } from "../../../testing/servers/http-server.ts";
import { notify } from "../../core/config/notify.ts";
import type { PromotionResult } from "../../results/promotion.ts";
import { head } from "../../results/result.ts";
import { openNotices } from "./notices.ts";

const promoting = { project: "shop", environment: "prod", version: "1.4.0", commit: "a".repeat(40), by: "me@laptop" };
const result = { ...head("Promotion"), environment: "prod", version: "1.4.0", image: "shop:1.4.0" } as const;
const healthy: PromotionResult = { ...result, outcome: "healthy" };
const failed: PromotionResult = {
  ...result,
  outcome: "failed",
  verdict: { code: "crash-loop", reason: "probe", cause: "it <crashes>", evidence: [], fix: "Fix it." },
  aftermath: { did: "rolledBack", version: "1.3.0" },
};

function noticesAt(env: NodeJS.ProcessEnv, dryRun = false) {
  const warnings: string[] = [];
  const steps = {
    dryRun,
    signal: new AbortController().signal,
    warn: (text: string, hint?: string) => void warnings.push(`${text} ${hint ?? ""}`),
  };
  const channels = ["SHOP_URL", "UNSET"].map((variable) => ({ to: "webhook", url: { env: variable } }));
  return { warnings, notices: openNotices({ env, steps }, notify.parse(channels), promoting) };
}

/** A channel, and what it is told. */
async function listening() {
  const told: { event: string; text: string; by: string }[] = [];
  const { host } = await httpServer((request, response) => {
    let text = "";
    request.setEncoding("utf8").on("data", (chunk) => (text += chunk));
    request.on("end", () => {
      told.push(JSON.parse(text));
      response.end();
    });
  });
  return { told, env: { SHOP_URL: `http://${host}/services/a-secret-path` } };
}

test("a channel is told how a promotion begins and ends", async () => {
  const { told, env } = await listening();
  for (const ending of [healthy, failed, { ...healthy, rolledBackFrom: "1.5.0" }]) {
    const { notices, warnings } = noticesAt(env);
    notices.begun();
    await notices.ended(ending);
    expect(warnings).toEqual([]);
  }
  expect(told.map(({ event, text, by }) => [event, text, by])).toEqual([
    ["started", "shop 1.4.0 is on its way to prod", "me@laptop"],
    ["done", "shop 1.4.0 is healthy in prod", "me@laptop"],
    ["started", "shop 1.4.0 is on its way to prod", "me@laptop"],
    ["failed", "shop 1.4.0 failed in prod: it <crashes>; prod runs 1.3.0 again", "me@laptop"],
    ["started", "shop 1.4.0 is on its way to prod", "me@laptop"],
    ["done", "shop 1.4.0 is healthy in prod again, rolled back from 1.5.0", "me@laptop"],
  ]);
});

test("nobody is told of what was not changed, nor by a dry run, nor by who has not set the variable", async () => {
  const { told, env } = await listening();
  await noticesAt(env).notices.ended({ ...result, outcome: "unchanged" });
  const dry = noticesAt(env, true);
  dry.notices.begun();
  await dry.notices.ended({ ...result, outcome: "planned" });
  const unset = noticesAt({});
  unset.notices.begun();
  await unset.notices.ended(healthy);
  expect([told, unset.warnings]).toEqual([[], []]);
});

test("a dead channel costs a warning without its URL, and seconds at most", async () => {
  const refusing = await httpServer((_, response) => response.writeHead(404).end("no such hook"));
  const silent = await httpServer(() => {});
  for (const url of [
    `http://${await closedPort()}`,
    `http://${refusing.host}`,
    `http://${silent.host}`,
    "a-secret-path",
  ]) {
    const { notices, warnings } = noticesAt({ SHOP_URL: `${url}/a-secret-path` });
    const start = performance.now();
    await notices.ended(healthy);
    expect(performance.now() - start).toBeLessThan(8_000);
    expect(warnings).toEqual([expect.stringContaining("nobody was told in webhook: ")]);
    expect(warnings.join()).not.toContain("a-secret-path");
  }
});
