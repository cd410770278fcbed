import type { RequestListener } from "node:http";
import { describe, expect, test } from "vitest";
import { Failure } from "../../../lib/errors.ts";
import { failureOf } from "../../../testing/chatops/failure.ts";
import { momentaryFaults } from "../../../testing/servers/faulty-answers.ts";
import { smallRegistry } from "../../../testing/servers/small-registry.ts";
import { isFull } from "../../../testing/setup/short-run.ts";
import { pushBlob } from "./blobs.ts";
import { openRegistry } from "./images.ts";
import { putManifest } from "./manifests.ts";

const { signal } = new AbortController();
const credentials = { username: "robot", password: "pass-word" };

/** What a release asks of a registry, from the first look to the tag. */
async function release(host: string, timeoutMs = 9_000): Promise<string | undefined> {
  const registry = openRegistry(`${host}/team/chat`, { credentials, insecure: true, signal, timeoutMs });
  await registry.verifyPushRight();
  if (!(await registry.has("commit-1"))) {
    const config = await pushBlob(registry.client, Buffer.from('{"config":{"Labels":{}}}'));
    const layers = [await pushBlob(registry.client, Buffer.from("a layer"))];
    const bytes = Buffer.from(JSON.stringify({ schemaVersion: 2, config, layers }));
    await putManifest(registry.client, "commit-1", { type: "application/vnd.oci.image.manifest.v1+json", bytes });
  }
  await registry.addTag("commit-1", "1.0.0");
  return (await registry.find("1.0.0"))?.digest;
}

/** Each token is good for a few requests alone. */
const login = { login: "robot:pass-word", uses: 4 };

/** The number of each request that it makes. */
async function counted(): Promise<number[]> {
  const { host, requests } = await smallRegistry(login);
  await release(host);
  return requests.map((_, index) => index + 1);
}

const names = ["429", "500", "a cut before the answer", "silence"];
/** On a busy machine the time may be up before the last answer is there. */
const sentence = /\b429\b|answered 500|does not answer: /;

/** For each request, a third of them in a short run, the ways in turn; some at a time, since many at once are slow by themselves. */
async function forEachRequest(task: (count: number, fault: RequestListener, what: string) => Promise<void>) {
  const counts = (await counted()).filter((count) => isFull || count % 3 === 1);
  const next = async (): Promise<void> => {
    const count = counts.shift();
    if (count === undefined) return;
    const name = names[count % names.length] ?? "";
    await task(count, momentaryFaults[name] ?? expect.fail(), `${name} at request ${count}`);
    await next();
  };
  expect(counts.length).toBeGreaterThan(5);
  await Promise.all(Array.from({ length: 4 }, next));
}

describe("request by request, the ways in turn:", { timeout: 300_000 }, () => {
  test("one that fails once fails nothing", async () => {
    await forEachRequest(async (count, fault, what) => {
      const { host } = await smallRegistry({ ...login, faultOf: (at) => (at === count ? fault : undefined) });
      expect(await release(host), what).toMatch(/^sha256:/);
    });
  });

  test("from one on all fail: it ends in time, truly told, and the same call completes it", async () => {
    await forEachRequest(async (count, fault, what) => {
      let isOff = true;
      const { host } = await smallRegistry({ ...login, faultOf: (at) => (isOff && at >= count ? fault : undefined) });
      const failure = await failureOf(release(host, 1_200));
      expect(failure, `${what}: ${failure.stack}`).toBeInstanceOf(Failure);
      expect(failure.message, what).toMatch(sentence);
      expect(failure.message, what).toContain(host);
      isOff = false;
      expect(await release(host), what).toMatch(/^sha256:/);
    });
  });
});
