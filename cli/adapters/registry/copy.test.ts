import { readdirSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { failureOf } from "../../../testing/chatops/failure.ts";
import { folder } from "../../../testing/fixtures/folder.ts";
import { keepImage } from "../../../testing/servers/small-image.ts";
import { smallRegistry } from "../../../testing/servers/small-registry.ts";
import { openRegistryClient } from "./client.ts";
import { copyImage } from "./copy.ts";

const { signal } = new AbortController();
const open = (name: string) => openRegistryClient(name, { credentials: undefined, insecure: true, signal });
const copying = () => ({ tag: "1.4.0", folder: folder(), progress: () => {} });

describe("an image is copied by its digest", () => {
  test("to another registry, with all its platforms, and nothing is left in the folder", async () => {
    const [source, target] = [await smallRegistry(), await smallRegistry()];
    const digest = keepImage(source.kept, "team/chat");
    const options = copying();
    await copyImage(open(`${source.host}/team/chat`), open(`${target.host}/prod/chat`), digest, options);
    const moved = [...source.kept].map(([path, { bytes }]) => [path.replace("team/", "prod/"), bytes.toString()]);
    const arrived = new Map([...target.kept].map(([path, { bytes }]) => [path, bytes.toString()]));
    for (const [path = "", bytes] of moved) expect(arrived.get(path)).toBe(bytes);
    expect(arrived.get("prod/chat/manifests/1.4.0")).toBe(arrived.get(`prod/chat/manifests/${digest}`));
    expect(readdirSync(options.folder)).toEqual([]);
  });

  test("within a registry without moving a layer", async () => {
    const { host, kept, requests } = await smallRegistry();
    const digest = keepImage(kept, "team/chat");
    await copyImage(open(`${host}/team/chat`), open(`${host}/prod/chat`), digest, copying());
    expect(kept.has("prod/chat/manifests/1.4.0")).toBe(true);
    const blobs = requests.filter(({ method, url }) => method === "GET" && url?.includes("/blobs/"));
    expect(blobs).toEqual([]);
  });

  test("once: a second time nothing but the tag is sent", async () => {
    const [source, target] = [await smallRegistry(), await smallRegistry()];
    const digest = keepImage(source.kept, "team/chat");
    const copy = () => copyImage(open(`${source.host}/team/chat`), open(`${target.host}/chat`), digest, copying());
    await copy();
    const before = target.requests.length;
    await copy();
    expect(target.requests.slice(before).map(({ method }) => method)).toEqual(["HEAD", "PUT", "GET"]);
  });
});

test("layers that a registry does not take over from another repository are sent", async () => {
  const { host, kept } = await smallRegistry({
    faultOf: (_, { url = "" }) =>
      url.includes("mount=") ? (_request, response) => void response.writeHead(401).end() : undefined,
  });
  const digest = keepImage(kept, "team/chat");
  await copyImage(open(`${host}/team/chat`), open(`${host}/prod/chat`), digest, copying());
  expect(kept.has("prod/chat/manifests/1.4.0")).toBe(true);
});

test("what a registry gives in place of what is asked for is not copied", async () => {
  const [source, target] = [await smallRegistry(), await smallRegistry()];
  const digest = keepImage(source.kept, "team/chat");
  const [path = ""] = [...source.kept.keys()].filter((key) => key.includes("/blobs/"));
  source.kept.set(path, { bytes: Buffer.from("{}"), type: "application/json" });
  const failing = copyImage(open(`${source.host}/team/chat`), open(`${target.host}/chat`), digest, copying());
  expect((await failureOf(failing)).message).toContain("gives something else for sha256:");
  expect([...target.kept.keys()].filter((key) => key.includes(path.slice(-64)))).toEqual([]);
});

test("an image that is gone is named", async () => {
  const { host } = await smallRegistry();
  const digest = `sha256:${"0".repeat(64)}`;
  const failing = copyImage(open(`${host}/team/chat`), open(`${host}/prod/chat`), digest, copying());
  expect((await failureOf(failing)).message).toBe(`${host}/team/chat@${digest} is not in the registry any more`);
});
