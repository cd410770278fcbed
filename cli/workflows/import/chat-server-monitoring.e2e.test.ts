import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as pause } from "node:timers/promises";
import { describe, expect, onTestFinished, test } from "vitest";
import { WebSocket } from "ws";
import { freePort } from "../../../sandbox/ports.ts";
import { rendered } from "../../../testing/cluster/helm.ts";
import { folder } from "../../../testing/fixtures/folder.ts";
import { panelsOf } from "../../../testing/monitoring/dashboard.ts";
import { answerAll } from "../../../testing/monitoring/panels.ts";
import { startPrometheus } from "../../../testing/monitoring/prometheus.ts";
import { checkMetrics, checkRules, testRules } from "../../../testing/monitoring/promtool.ts";
import { caseOf, monitoring, rulesOf } from "../../../testing/monitoring/rules.ts";
import { needs } from "../../../testing/setup/needs-programs.ts";

needs("helm", "prometheus");

const sources = new URL("../../../chat-server/", import.meta.url).pathname;
const chart = () => rendered(4, `${sources}chart`, { monitoring });
const place = { namespace: "default", service: "chat-server" };
const own = 'namespace="default",service="chat-server"';
const pods = ["shop-chat-server-6f7d8c9b5-aaaaa", "shop-chat-server-6f7d8c9b5-bbbbb"] as const;
const of = (pod: string) => `${own},pod="${pod}"`;

/** Runs until the test is over; resolves once it answers. */
async function started(program: string, args: string[], port: number, env: Record<string, string> = {}): Promise<void> {
  const child = spawn(program, args, { env: { ...process.env, ...env }, stdio: "ignore" });
  onTestFinished(async () => {
    const ended = once(child, "exit");
    child.kill("SIGKILL");
    await ended;
  });
  await pause(50);
  if (program !== "redis-server") await expect.poll(() => status(`http://127.0.0.1:${port}/readyz`)).toBe(200);
}

const status = (url: string) =>
  fetch(url).then(
    (response) => response.status,
    () => 0,
  );

async function startRedis(): Promise<number> {
  const port = await freePort();
  await started("redis-server", ["--port", `${port}`, "--bind", "127.0.0.1", "--save", "", "--dir", folder()], port);
  return port;
}

async function startChat(redis: number): Promise<string> {
  const port = await freePort();
  const env = {
    PORT: `${port}`,
    REDIS_URL: `redis://127.0.0.1:${redis}`,
    MESSAGES_PER_SECOND: "10",
    LOG_LEVEL: "error",
  };
  await started(process.execPath, [`${sources}src/main.ts`], port, env);
  return `127.0.0.1:${port}`;
}

async function join(address: string, origin = `http://${address}`): Promise<WebSocket> {
  const client = new WebSocket(`ws://${address}/ws?since=`, { origin }).on("error", () => {});
  onTestFinished(() => client.terminate());
  await new Promise<void>((settled) => client.on("open", settled).on("close", () => settled()));
  return client;
}

/** Everything that a dashboard shows happens once: refusals, a lost Redis, a goodbye. */
async function makeTrouble(address: string, redis: number): Promise<void> {
  await join(address, "http://elsewhere.example");
  const [leaving, wrong] = [await join(address), await join(address)];
  leaving.close(1000);
  wrong.send("no message");
  execFileSync("redis-cli", ["-p", `${redis}`, "client", "kill", "type", "normal"]);
  await expect.poll(() => status(`http://${address}/readyz`)).toBe(200);
}

test("every query of every dashboard is answered by a Prometheus that asks two replicas under load", async () => {
  const redis = await startRedis();
  const addresses = [await startChat(redis), await startChat(redis)];
  const targets = addresses.map((address, n) => ({ address, labels: { ...place, pod: pods[n] ?? "" } }));
  const { query } = await startPrometheus(targets);
  for (const address of addresses) await makeTrouble(address, redis);
  const clients = await Promise.all(addresses.flatMap((address) => [join(address), join(address), join(address)]));
  const load = async () => {
    for (const client of clients) client.send(JSON.stringify({ text: "hello" }));
    for (const address of addresses) await (await fetch(`http://${address}/messages`)).text();
  };
  const dashboards = (await chart())
    .filter(({ kind }) => kind === "ConfigMap")
    .flatMap(({ data }) => Object.values(data ?? {}));
  const panels = dashboards.flatMap(panelsOf);
  expect(panels.map(({ title }) => title)).toEqual(expect.arrayContaining(["Requests a second", "Messages a second"]));
  await answerAll(panels, query, load);
  for (const address of addresses) {
    expect(await checkMetrics(await (await fetch(`http://${address}/metrics`)).text())).toBe("");
  }
});

/** What raises each alert of the chat, and what it then says. */
const troubles = {
  ChatWithoutRedis: {
    series: { [`chat_redis_up{${of(pods[0])}}`]: "0x30", [`chat_redis_up{${of(pods[1])}}`]: "1x30" },
    labels: { pod: pods[0] },
    severity: "critical",
    summary: `${pods[0]} cannot store messages: it does not reach Redis.`,
  },
  ChatDeliveryStalled: {
    series: {
      [`chat_messages_received_total{${of(pods[0])}}`]: "0+60x30",
      [`chat_messages_delivered_total{${of(pods[0])}}`]: "7x30",
      [`chat_connections{${of(pods[0])}}`]: "3x30",
    },
    severity: "critical",
    summary: "Messages come to chat-server in default, and nobody gets any.",
  },
  ChatReplicaBehind: {
    series: {
      [`chat_stream_position{${of(pods[0])}}`]: "100x30",
      [`chat_stream_position{${of(pods[1])}}`]: "5100x30",
    },
    labels: { pod: pods[0] },
    severity: "warning",
    summary: `${pods[0]} is 5k messages behind the others: start it again.`,
  },
  ChatSlowDelivery: {
    series: {
      [`chat_fanout_lag_seconds_bucket{${of(pods[0])},le="1"}`]: "0x30",
      [`chat_fanout_lag_seconds_bucket{${of(pods[0])},le="5"}`]: "0+60x30",
      [`chat_fanout_lag_seconds_bucket{${of(pods[0])},le="+Inf"}`]: "0+60x30",
    },
    severity: "warning",
    summary: "The slowest of a hundred messages needs 4.96s to be delivered.",
  },
  ChatEventLoopBlocked: {
    series: { [`nodejs_eventloop_lag_p99_seconds{${of(pods[0])}}`]: "0.5x30" },
    labels: { pod: pods[0] },
    severity: "warning",
    summary: `${pods[0]} is too busy to answer for 500ms at a time: add replicas.`,
  },
  ChatClientsCut: {
    series: {
      [`chat_clients_cut_total{${of(pods[0])},reason="slow"}`]: "0+120x30",
      [`chat_clients_cut_total{${of(pods[0])},reason="silent"}`]: "0+120x30",
    },
    labels: { reason: "slow" },
    severity: "warning",
    summary: "Each second 2 clients are cut (slow).",
  },
  ChatClientsRefused: {
    series: {
      [`chat_upgrades_rejected_total{${of(pods[0])},reason="origin"}`]: "0+60x30",
      [`chat_connections_opened_total{${of(pods[0])}}`]: "0+6x30",
    },
    labels: { reason: "origin" },
    severity: "warning",
    summary: "More clients are refused (origin) than let in: look at ALLOWED_ORIGIN and TRUSTED_PROXIES.",
  },
} as const;

describe("the alerts of the chat", () => {
  test("are raised by what they are for, and not while all is well", async () => {
    const rules = rulesOf(await chart());
    expect(await checkRules(rules)).toContain("SUCCESS");
    const well = {
      ...Object.fromEntries(pods.map((pod) => [`chat_redis_up{${of(pod)}}`, "1x30"])),
      ...Object.fromEntries(pods.map((pod) => [`chat_stream_position{${of(pod)}}`, "100+60x30"])),
      [`chat_messages_received_total{${of(pods[0])}}`]: "0+60x30",
      [`chat_messages_delivered_total{${of(pods[0])}}`]: "0+180x30",
      [`chat_connections{${of(pods[0])}}`]: "3x30",
      [`chat_connections_opened_total{${of(pods[0])}}`]: "0+6x30",
      [`chat_upgrades_rejected_total{${of(pods[0])},reason="origin"}`]: "0+1x30",
      [`nodejs_eventloop_lag_p99_seconds{${of(pods[0])}}`]: "0.02x30",
    };
    const at = "20m";
    const alerts = Object.keys(troubles);
    await testRules(rules, [
      caseOf(
        "well",
        place,
        well,
        alerts.map((alert) => ({ at, alert })),
      ),
      ...Object.entries(troubles).map(([alert, { series, ...raised }]) =>
        caseOf(alert, place, series, [{ at, alert, raised }]),
      ),
    ]);
  });
});
