import { expect, test, vi } from "vitest";
import { closedPort, httpServer } from "../../../testing/servers/http-server.ts";
import { serveSchema } from "../../core/serve/schema.ts";
import type { RunRecord } from "../../domain/serve/run-record.ts";
import { createNotifier } from "./notify.ts";
import { openPlaces } from "./places.ts";

const begun: RunRecord = {
  id: "20260301T120000000Z-aaaaaaa",
  repository: "shop",
  branch: "main",
  commit: "a".repeat(40),
  startedAt: "2026-03-01T12:00:00.000Z",
  waits: 0,
};

/** A channel of the kind `webhook`, and all that is told to it. */
async function channelAt(host: string, when?: string[]) {
  const [place = expect.fail()] = openPlaces(
    serveSchema.parse({
      repositories: {
        shop: {
          url: "/srv/shop.git",
          provider: "gitea",
          secret: { env: "HOOK" },
          notify: [{ to: "webhook", url: { env: "URL" }, ...(when && { when }) }],
        },
      },
    }),
    "/state",
    { HOOK: "of the hook", URL: `http://${host}/services/a-secret-path` },
  );
  const results: string[] = [];
  const warnings: string[] = [];
  const notifier = createNotifier(place, {
    telemetry: { notice: (_, result) => void results.push(result) },
    steps: { warn: (text) => void warnings.push(text) },
    signal: new AbortController().signal,
  });
  return { notifier, results, warnings };
}

async function listening(when?: string[]) {
  const told: { event: string; text: string }[] = [];
  const { host } = await httpServer((request, response) => {
    let text = "";
    request.on("data", (chunk) => {
      text += chunk;
    });
    request.on("end", () => {
      told.push(JSON.parse(text));
      response.end();
    });
  });
  return { ...(await channelAt(host, when)), told };
}

const ended = (outcome: RunRecord["outcome"], more: Partial<RunRecord> = {}): RunRecord => ({
  ...begun,
  endedAt: "2026-03-01T12:01:00.000Z",
  outcome,
  ...more,
});

/** A machine that does much else takes its time. */
const soon = (check: () => void) => vi.waitFor(check, { timeout: 25_000 });

test("a channel is told what becomes of a run, and what is no news is not told", async () => {
  const { notifier, told } = await listening();
  const waiting = ended("waiting", { version: "1.4.0", message: "the gate is closed" });
  notifier.begun(begun, undefined);
  await soon(() => expect(told).toHaveLength(1));
  notifier.ended(waiting, undefined);
  await soon(() => expect(told).toHaveLength(2));
  // It goes on waiting, is through, and is compared after a start.
  notifier.begun(begun, waiting);
  notifier.ended(waiting, waiting);
  notifier.ended(ended("done", { version: "1.4.0" }), waiting);
  notifier.begun(begun, ended("done"));
  notifier.ended(ended("done"), ended("done"));
  notifier.ended(ended("interrupted"), undefined);
  await soon(() => expect(told).toHaveLength(3));
  notifier.ended(
    ended("failed", { message: "prod: it crashes", rolledBack: "prod runs 1.3.0 again" }),
    ended("failed"),
  );
  await soon(() => expect(told).toHaveLength(4));
  expect(told.map(({ text }) => text)).toEqual([
    "shop main aaaaaaa is on its way",
    "shop 1.4.0 waits: the gate is closed",
    "shop 1.4.0 is released and promoted",
    "shop main aaaaaaa failed: prod: it crashes; prod runs 1.3.0 again",
  ]);
});

test("a channel is told only what it wants to hear", async () => {
  const { notifier, told } = await listening(["failed"]);
  notifier.begun(begun, undefined);
  notifier.ended(ended("failed"), undefined);
  await soon(() => expect(told.map(({ event }) => event)).toEqual(["failed"]));
});

test("a dead channel costs a warning, which does not show its URL", async () => {
  const refusing = await httpServer((_, response) => response.writeHead(404).end("no such hook"));
  for (const host of [await closedPort(), refusing.host]) {
    const { notifier, results, warnings } = await channelAt(host, ["failed"]);
    notifier.ended(ended("failed"), undefined);
    await soon(() => expect(results).toEqual(["failed"]));
    expect(warnings.join()).toContain("shop: nobody was told in webhook: the channel at ");
    expect(warnings.join()).not.toContain("a-secret-path");
  }
});
