import { expect, test } from "vitest";
import { smallRegistry } from "../../../testing/servers/small-registry.ts";
import { pushBlob, readBlob } from "./blobs.ts";
import { openRegistryClient } from "./client.ts";

const { signal } = new AbortController();
const bytes = new TextEncoder().encode("a layer");

test("a blob is uploaded once, and is read as it was", async () => {
  const { host, requests } = await smallRegistry();
  const client = openRegistryClient(`${host}/team/chat`, { credentials: undefined, insecure: true, signal });
  const { digest, size } = await pushBlob(client, bytes);
  expect(size).toBe(bytes.byteLength);
  expect((await readBlob(client, digest)).text).toBe("a layer");
  const sent = requests.length;
  expect(await pushBlob(client, bytes)).toEqual({ digest, size });
  expect(requests.slice(sent).map(({ method }) => method)).toEqual(["HEAD"]);
});
