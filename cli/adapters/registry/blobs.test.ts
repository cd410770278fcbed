import { expect, test } from "vitest";
import { httpServer } from "../../../testing/servers/http-server.ts";
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

test("a blob is there although the answer to its upload was lost, and the registry has closed that", async () => {
  let isHeld = false;
  const { host } = await httpServer((request, response) => {
    const open = { location: "/v2/team/chat/blobs/uploads/1" };
    if (request.method === "POST") return void response.writeHead(202, open).end();
    if (request.method === "HEAD" || isHeld) {
      return void response.writeHead(request.method === "HEAD" && isHeld ? 200 : 404).end();
    }
    isHeld = true;
    request.socket.destroy();
  });
  const client = openRegistryClient(`${host}/team/chat`, { credentials: undefined, insecure: true, signal });
  expect((await pushBlob(client, bytes)).size).toBe(bytes.byteLength);
});

test.each([
  ["names itself", (host: string) => `http://${host}`],
  ["says where by a path", () => ""],
])("an upload that another registry was asked to take, which %s, is sent there", async (_, origin) => {
  const far = await smallRegistry({
    faultOf: (_, { method, url }) =>
      method === "POST" && url?.endsWith("/uploads/")
        ? (_, response) =>
            void response.writeHead(202, { location: `${origin(far.host)}/v2/team/chat/blobs/uploads/7?state=a` }).end()
        : undefined,
  });
  const near = await httpServer(({ url, method }, response) => {
    if (method === "HEAD") return void response.writeHead(404).end();
    response.writeHead(307, { location: `http://${far.host}${url}` }).end();
  });
  const client = openRegistryClient(`${near.host}/team/chat`, { credentials: undefined, insecure: true, signal });
  const { digest } = await pushBlob(client, bytes);
  expect(far.kept.get(`team/chat/blobs/${digest}`)?.bytes.toString()).toBe("a layer");
});
