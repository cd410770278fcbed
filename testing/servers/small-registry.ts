import { createHash } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { buffer } from "node:stream/consumers";
import { httpServer } from "./http-server.ts";

const digestOf = (bytes: Uint8Array) => `sha256:${createHash("sha256").update(bytes).digest("hex")}`;

/** A registry that keeps what is pushed in memory, by its path; gone with the test. */
export async function smallRegistry() {
  const kept = new Map<string, { bytes: Uint8Array; type: string }>();
  const { host, requests } = await httpServer((request, response) => void answer(kept, request, response));
  return { host, requests, kept };
}

type Kept = Awaited<ReturnType<typeof smallRegistry>>["kept"];

async function answer(kept: Kept, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? "", "http://registry");
  const [, repository, rest] = /^\/v2\/(.+?)\/((?:blobs|manifests)\/.+)$/.exec(url.pathname) ?? [];
  const bytes = await buffer(request);
  const type = request.headers["content-type"] ?? "";
  if (request.method === "POST") {
    const [digest, from] = [url.searchParams.get("mount"), url.searchParams.get("from")];
    const mounted = digest === null ? undefined : kept.get(`${from}/blobs/${digest}`);
    if (mounted) kept.set(`${repository}/blobs/${digest}`, mounted);
    response.writeHead(mounted ? 201 : 202, { location: `/v2/${repository}/blobs/uploads/1` }).end();
  } else if (request.method === "PUT" && rest) {
    const digest = digestOf(bytes);
    const place = rest.startsWith("manifests/") ? rest : `blobs/${url.searchParams.get("digest")}`;
    if (place.startsWith("blobs/") && place !== `blobs/${digest}`) return void response.writeHead(400).end();
    kept.set(`${repository}/${place}`, { bytes, type });
    if (place.startsWith("manifests/")) kept.set(`${repository}/manifests/${digest}`, { bytes, type });
    response.writeHead(201, { "docker-content-digest": digest }).end();
  } else if (request.method === "DELETE") {
    response.writeHead(204).end();
  } else {
    const found = kept.get(`${repository}/${rest}`);
    response.writeHead(found ? 200 : 404, found && { "content-type": found.type }).end(found?.bytes);
  }
}
