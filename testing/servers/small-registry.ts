import { createHash, randomUUID } from "node:crypto";
import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { buffer } from "node:stream/consumers";
import { httpServer } from "./http-server.ts";

export const sha256 = (bytes: Uint8Array | string) => `sha256:${createHash("sha256").update(bytes).digest("hex")}`;

/** What a registry keeps, by repository and path: `team/chat/manifests/1.4.0`. */
export type Kept = Map<string, { bytes: Uint8Array; type: string }>;

interface SmallRegistry {
  /** `user:password` that its token server asks for; undefined: nobody is asked. */
  login?: string;
  /** How often a token is good. @default without end */
  uses?: number;
  /** What it says of a token that is none of its own, or no longer good. @default as to whoever brings none */
  saysOfBadToken?: string;
  /** Answers the request of a number, counted from 1, in place of the registry; undefined: it does not. */
  faultOf?: (count: number, request: IncomingMessage) => RequestListener | undefined;
}

/** A registry with a token server that keeps what is pushed in memory; gone with the test. */
export async function smallRegistry({
  login,
  uses = Infinity,
  saysOfBadToken,
  faultOf = () => undefined,
}: SmallRegistry = {}) {
  const kept: Kept = new Map();
  const tokens = new Map<string, number>();
  const { host, requests } = await httpServer((request, response) => {
    const fault = faultOf(requests.length, request);
    if (fault) return fault(request, response);
    if (login === undefined) return void answer(kept, request, response);
    if (request.url?.startsWith("/token")) return giveToken(tokens, login, uses, request, response);
    const token = request.headers.authorization?.replace("Bearer ", "") ?? "";
    const left = tokens.get(token) ?? 0;
    tokens.set(token, left - 1);
    if (left > 0) return void answer(kept, request, response);
    const challenge = [`Bearer realm="http://${request.headers.host}/token",service="test"`, 'Basic realm="test"'];
    const says = token && saysOfBadToken ? saysOfBadToken : challenge;
    return void response.writeHead(401, { "www-authenticate": says }).end();
  });
  return { host, requests, kept };
}

function giveToken(
  tokens: Map<string, number>,
  login: string,
  uses: number,
  { headers }: IncomingMessage,
  response: ServerResponse,
) {
  if (headers.authorization !== `Basic ${Buffer.from(login).toString("base64")}`) {
    return void response.writeHead(401).end();
  }
  const token = randomUUID();
  tokens.set(token, uses);
  response.end(JSON.stringify({ token }));
}

async function answer(kept: Kept, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? "", "http://registry");
  const [, repository, rest = ""] = /^\/v2\/(.+?)\/((?:blobs|manifests)\/.+)$/.exec(url.pathname) ?? [];
  const bytes = await buffer(request);
  if (request.method === "POST") return openUpload(kept, `${repository}`, url, response);
  if (request.method === "DELETE") return void response.writeHead(204).end();
  if (request.method === "PUT") {
    const type = request.headers["content-type"] ?? "";
    const status = put(kept, `${repository}`, rest, { bytes, type }, url.searchParams.get("digest"));
    return void response.writeHead(status).end();
  }
  const found = kept.get(`${repository}/${rest}`);
  const headers = found && { "content-type": found.type, "content-length": found.bytes.byteLength };
  response.writeHead(found ? 200 : 404, headers).end(request.method === "HEAD" ? undefined : found?.bytes);
}

function openUpload(kept: Kept, repository: string, { searchParams }: URL, response: ServerResponse): void {
  const mounted = kept.get(`${searchParams.get("from")}/blobs/${searchParams.get("mount")}`);
  if (mounted) kept.set(`${repository}/blobs/${searchParams.get("mount")}`, mounted);
  response.writeHead(mounted ? 201 : 202, { location: `/v2/${repository}/blobs/uploads/${randomUUID()}` }).end();
}

/** A manifest is refused as long as something is missing that it names. */
function put(
  kept: Kept,
  repository: string,
  rest: string,
  held: { bytes: Uint8Array; type: string },
  digest: string | null,
) {
  const own = sha256(held.bytes);
  if (!rest.startsWith("manifests/")) {
    if (digest !== own) return 400;
    kept.set(`${repository}/blobs/${own}`, held);
    return 201;
  }
  const { config, layers = [], manifests = [] } = JSON.parse(Buffer.from(held.bytes).toString());
  const named = [...(config ? [config] : []), ...layers].map((blob) => `blobs/${blob.digest}`);
  const below = manifests.map((manifest: { digest: string }) => `manifests/${manifest.digest}`);
  if ([...named, ...below].some((path) => !kept.has(`${repository}/${path}`))) return 400;
  for (const path of [rest, `manifests/${own}`]) kept.set(`${repository}/${path}`, held);
  return 201;
}
