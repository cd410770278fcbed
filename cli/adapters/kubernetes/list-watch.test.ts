import type { ServerResponse } from "node:http";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { CoreV1Api, KubeConfig, Watch } from "@kubernetes/client-node";
import { describe, expect, onTestFinished, test } from "vitest";
import { folder } from "../../../testing/fixtures/folder.ts";
import { httpServer } from "../../../testing/servers/http-server.ts";
import { type Feed, listAndWatch } from "./list-watch.ts";

const pod = (uid: string, resourceVersion = "1") => ({ metadata: { uid, resourceVersion } });
const json = (response: ServerResponse, status: number, body: object) =>
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
const event = (type: string, object: object) => `${JSON.stringify({ type, object })}\n`;

interface Api {
  /** Answers of the list, the last one again and again: uids, or a status. */
  lists: (string[] | number)[];
  /** What the watches do, in their order; those after hang. */
  watches: ("forbidden" | "silent" | ((response: ServerResponse) => unknown))[];
  /** How its user proves who it is. */
  user?: object;
  keepsDeleted?: boolean;
}

/** Follows the pods of an API server that behaves so. */
async function following({
  lists,
  watches,
  user = {},
  keepsDeleted = false,
}: Api): Promise<{ feed: Feed<object>; uids: () => string[]; asked: () => string[]; stop: () => void }> {
  const { host, requests } = await httpServer((request, response) => {
    if (!request.url?.includes("watch=true")) {
      const answer = (lists.length > 1 ? lists.shift() : lists[0]) ?? [];
      if (typeof answer === "number") return json(response, answer, { kind: "Status", message: "no" });
      return json(response, 200, { items: answer.map((uid) => pod(uid)), metadata: { resourceVersion: "10" } });
    }
    const act = watches.shift();
    if (act === "silent") return;
    if (act === "forbidden") return json(response, 403, { kind: "Status", message: "no" });
    if (act) act(response.writeHead(200));
    else response.writeHead(200).flushHeaders();
  });
  const config = new KubeConfig();
  config.loadFromClusterAndUser({ name: "x", server: `http://${host}`, skipTLSVerify: true }, { name: "x", ...user });
  const core = config.makeApiClient(CoreV1Api);
  const stopping = new AbortController();
  onTestFinished(() => stopping.abort());
  const path = "/api/v1/namespaces/x/pods";
  const source = { path, keepsDeleted, list: () => core.listNamespacedPod({ namespace: "x" }) };
  const feed = await listAndWatch(source, new Watch(config), () => {}, stopping.signal);
  const asked = () =>
    requests.map(({ url = "" }) =>
      url.includes("watch") ? `watch ${/resourceVersion=(\d+)/.exec(url)?.[1]}` : "list",
    );
  return {
    feed,
    asked,
    stop: () => stopping.abort(),
    uids: () =>
      feed
        .items()
        .map(({ metadata }) => metadata?.uid ?? "")
        .sort(),
  };
}

/** A credential plugin that fails at its second call; its tokens hold for no time. */
function failingOnce() {
  const calls = join(folder({}), "calls");
  const credential = JSON.stringify({ status: { token: "x", expirationTimestamp: "2026-01-01T00:00:00Z" } });
  const script = `echo >>"$0"; if [ "$(wc -l <"$0")" -eq 2 ]; then echo "no token" >&2; exit 1; fi; echo '${credential}'`;
  return { exec: { command: "sh", args: ["-c", script, calls] } };
}

describe("a kind of objects is followed", () => {
  test("from its list through every change", async () => {
    const { uids, feed } = await following({
      lists: [["a", "b"]],
      watches: [
        (response) =>
          response.write(event("ADDED", pod("c")) + event("DELETED", pod("a")) + event("BOOKMARK", pod(""))),
      ],
    });
    await expect.poll(uids).toEqual(["b", "c"]);
    expect(feed.isCurrent(performance.now())).toBe(true);
    expect(feed.deleted()).toEqual([]);
  });

  test("with what is deleted as it was last, if that is asked for, also if nobody ever saw it", async () => {
    const gone = { ...pod("b"), status: { phase: "Succeeded" } };
    const { uids, feed } = await following({
      lists: [["a"]],
      watches: [(response) => response.write(event("ADDED", pod("b")) + event("DELETED", gone))],
      keepsDeleted: true,
    });
    await expect.poll(feed.deleted).toMatchObject([{ metadata: { uid: "b" }, status: { phase: "Succeeded" } }]);
    expect(uids()).toEqual(["a"]);
  });

  test("where its watch ended: from the last version that it showed", async () => {
    const { asked, uids } = await following({
      lists: [["a"]],
      watches: [(response) => response.end(event("ADDED", pod("b", "11")) + event("BOOKMARK", pod("", "12")))],
    });
    await expect.poll(asked, { timeout: 5_000 }).toEqual(["list", "watch 10", "watch 12"]);
    expect(uids()).toEqual(["a", "b"]);
  });

  test("where its version is too old: from a new list, without what is gone", async () => {
    const { asked, uids } = await following({
      lists: [["a"], ["b"]],
      watches: [(response) => response.end(event("ERROR", { kind: "Status", code: 410 }))],
    });
    await expect.poll(asked, { timeout: 5_000 }).toEqual(["list", "watch 10", "list", "watch 10"]);
    expect(uids()).toEqual(["b"]);
  });

  test("where a watch is not answered: by lists, again and again", async () => {
    const { asked, uids, feed } = await following({ lists: [["a"], ["a", "b"]], watches: ["silent"] });
    await expect.poll(uids, { timeout: 10_000 }).toEqual(["a", "b"]);
    expect(asked().slice(0, 3)).toEqual(["list", "watch 10", "list"]);
    const since = performance.now();
    await expect.poll(() => feed.isCurrent(since), { timeout: 5_000 }).toBe(true);
    expect(asked().filter((each) => each.startsWith("watch"))).toHaveLength(1);
  });

  test("where it must not be watched: by lists, again and again", async () => {
    const { uids, feed } = await following({
      lists: [["a"], ["a", "b"]],
      watches: ["forbidden"],
    });
    const since = performance.now();
    expect(feed.isCurrent(since)).toBe(false);
    // After one pause: Helm may need less than two.
    await expect.poll(() => feed.isCurrent(since), { timeout: 1_700 }).toBe(true);
    expect(uids()).toEqual(["a", "b"]);
    expect(feed.lost()).toBeUndefined();
  });

  test("where nothing answers: with the reason, until it answers again", async () => {
    const { uids, feed } = await following({ lists: [500, ["a"]], watches: [] });
    expect(feed.lost()).toBe("cannot watch the rollout: no");
    await expect.poll(feed.lost, { timeout: 5_000 }).toBeUndefined();
    expect(uids()).toEqual(["a"]);
  });

  test("where its credentials could not be had once: with the reason, and ends well", async () => {
    const unhandled: unknown[] = [];
    const hear = (reason: unknown) => void unhandled.push(reason);
    process.on("unhandledRejection", hear);
    onTestFinished(() => void process.off("unhandledRejection", hear));
    const { feed, asked, stop } = await following({ lists: [["a"]], watches: [], user: failingOnce() });
    await expect.poll(feed.lost).toBe("no token");
    await expect.poll(feed.lost, { timeout: 5_000 }).toBeUndefined();
    expect(asked()).toEqual(["list", "watch 10"]);
    stop();
    await setTimeout(100);
    expect(unhandled).toEqual([]);
  });

  test("where it must not even be listed: not at all", async () => {
    const { feed, asked } = await following({ lists: [403], watches: [] });
    expect([feed.isForbidden(), feed.lost(), feed.items()]).toEqual([true, undefined, []]);
    expect(feed.isCurrent(performance.now())).toBe(true);
    expect(asked()).toEqual(["list"]);
  });
});
