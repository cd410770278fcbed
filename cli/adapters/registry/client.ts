import { preconditionError } from "../../../lib/errors.ts";
import { type Reply, request, type Sent, type Server } from "../../core/http.ts";
import type { RegistryCredentials } from "../../core/registry-credentials.ts";
import { parseImageName } from "../../domain/image/reference.ts";
import { type Authorization, openAuthorization } from "./authorization.ts";
import { type Endpoint, openEndpoint } from "./endpoint.ts";
import { refusal } from "./refusals.ts";

/** Requests to one repository of a registry, with the credentials that it asks for. */
export interface RegistryClient {
  /** Registry and repository, `ghcr.io/team/chat`. */
  name: string;
  /** The registry, as it is called in messages. */
  server: Server;
  /** Sends a request to a path below the repository, such as `/manifests/1.4.0`, or to a URL that the registry named. Answers whatever the status is. */
  ask(path: string | URL, init?: RegistryRequest): Promise<Reply>;
  /** As `ask`, but throws in our words unless the registry says yes. */
  demand(path: string | URL, init?: RegistryRequest): Promise<Reply>;
  /** As `demand`, but undefined if there is no such thing (404). */
  look(path: string | URL, init?: RegistryRequest): Promise<Reply | undefined>;
  /** Where an upload goes on, as the answer to its opening says. */
  uploadIn(reply: Reply): Promise<URL>;
}

export interface RegistryRequest extends Sent {
  /** Another repository of the registry that is read from. */
  from?: string;
}

export interface RegistryOptions extends Pick<Server, "signal" | "timeoutMs" | "onWait" | "env" | "tls"> {
  credentials: RegistryCredentials | undefined;
  /** http, as the engine does for it. */
  insecure: boolean;
}

const hint =
  "Check that it runs and is reachable from here (`image` in chatops.yaml), then run the same command again.";

/** Opens the repository behind the name of an image or a chart, without tag. */
export function openRegistryClient(name: string, { credentials, insecure, ...reach }: RegistryOptions): RegistryClient {
  const { registry, repository } = parseImageName(name);
  const host = registry === "docker.io" ? "registry-1.docker.io" : registry;
  const server = { name: `the registry ${registry}`, hint, ...reach };
  const endpoint = openEndpoint(server, host, repository, insecure);
  const authorization = openAuthorization({ endpoint, name, credentials });
  const ask = async (path: string | URL, init: RegistryRequest = {}) =>
    authorized(authorization, await endpoint(), path, init, scopeOf(repository, init));
  const accepted = (path: string | URL, init: RegistryRequest, reply: Reply): Reply => {
    if (reply.ok) return reply;
    const isLoggedIn = authorization.headerFor(scopeOf(repository, init))?.startsWith("Bearer ") ?? false;
    throw refusal({ name, credentials, right: rightOf(init), path: String(path), isLoggedIn }, reply);
  };
  return {
    name,
    server,
    ask,
    demand: async (path, init = {}) => accepted(path, init, await ask(path, init)),
    look: async (path, init = {}) => {
      const reply = await ask(path, init);
      return reply.status === 404 ? undefined : accepted(path, init, reply);
    },
    uploadIn: async (reply) => uploadIn(await endpoint(), reply),
  };
}

/** Sends a request as whoever is logged in; anew if the registry wants to know who that is, or its token has run out. */
async function authorized(
  authorization: Authorization,
  endpoint: Endpoint,
  path: string | URL,
  { from: _, ...init }: RegistryRequest,
  scope: string,
): Promise<Reply> {
  const url = typeof path === "string" ? new URL(endpoint.base.href + path) : path;
  // Nobody else is told who we are: uploads may go on at another host.
  const isOwn = url.origin === endpoint.base.origin;
  const send = (header: string | undefined) => {
    const headers = { ...init.headers, ...(header && isOwn && { authorization: header }) };
    return request(endpoint.server, url, { ...init, headers });
  };
  const known = authorization.headerFor(scope);
  const reply = await send(known);
  if (reply.status !== 401 || !isOwn) return reply;
  const answer = await authorization.answer(reply, scope);
  return answer && answer !== known ? send(answer) : reply;
}

const rightOf = ({ method = "GET" }: RequestInit) => (["GET", "HEAD"].includes(method) ? "pull" : "push");

/** What a token must be good for. */
function scopeOf(repository: string, init: RegistryRequest): string {
  const own = `repository:${repository}:${rightOf(init) === "pull" ? "pull" : "pull,push"}`;
  return init.from ? `${own} repository:${init.from}:pull` : own;
}

/** Where the upload was opened, which redirections may have led to. Behind a proxy some registries call themselves by the wrong scheme. */
function uploadIn({ server, base }: Endpoint, { headers, url: opened }: Reply): URL {
  const location = headers.get("location");
  if (location === null) throw preconditionError(`${server.name} does not say where to upload to`, { hint });
  const url = new URL(location, opened);
  if (url.host === base.host) url.protocol = base.protocol;
  return url;
}
