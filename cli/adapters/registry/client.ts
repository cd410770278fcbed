import { preconditionError } from "../../../lib/errors.ts";
import type { Credentials } from "../../../lib/secrets.ts";
import { type Reply, request, type Server } from "../../core/http.ts";
import { parseImageName } from "../../domain/image/reference.ts";
import { authorize } from "./authorization.ts";
import { refusal } from "./refusals.ts";

/** Requests to one repository of a registry, with the credentials that it asks for. */
export interface RegistryClient {
  /** Registry and repository, `ghcr.io/team/chat`. */
  name: string;
  /** The registry, as it is called in messages. */
  server: Server;
  /** Sends a request to a path below the repository, such as `/manifests/1.4.0`, or to a URL that the registry named. Answers whatever the status is. */
  ask(path: string | URL, init?: RequestInit): Promise<Reply>;
  /** As `ask`, but throws in our words unless the registry says yes. */
  demand(path: string | URL, init?: RequestInit): Promise<Reply>;
  /** The answer, if it says yes. Throws in our words otherwise. */
  accepted(reply: Reply): Reply;
  /** The address that an answer names in its header `Location`, as every opened upload does. */
  locationIn(reply: Reply): URL;
}

export interface RegistryOptions {
  credentials: Credentials | undefined;
  /** http, as the engine does for it. */
  insecure: boolean;
  signal: AbortSignal;
  /** @default 30000 */
  timeoutMs?: number | undefined;
  /** Told where the registry is asked again after a while. */
  onWait?: ((text: string) => void) | undefined;
}

const hint =
  "Check that it runs and is reachable from here (`image` in chatops.yaml), then run the same command again.";

/** Opens the repository behind the name of an image or a chart, without tag. */
export function openRegistryClient(name: string, { credentials, insecure, ...reach }: RegistryOptions): RegistryClient {
  const { registry, repository } = parseImageName(name);
  const host = registry === "docker.io" ? "registry-1.docker.io" : registry;
  const base = `${insecure ? "http" : "https"}://${host}/v2/${repository}`;
  const server = { name: `the registry ${registry}`, hint, ...reach };
  /** Authorization header, once the registry has asked for one. */
  let authorization: string | undefined;

  async function ask(path: string | URL, init: RequestInit = {}): Promise<Reply> {
    const url = typeof path === "string" ? new URL(base + path) : path;
    const send = () =>
      request(server, url, { ...init, headers: { ...init.headers, ...(authorization && { authorization }) } });
    const reply = await send();
    if (reply.status !== 401 || authorization) return reply;
    authorization = await authorize({ server, base, credentials }, reply.headers.get("www-authenticate") ?? "");
    return authorization ? send() : reply;
  }

  const accepted = (reply: Reply): Reply => {
    if (reply.ok) return reply;
    throw refusal({ name, registry, credentials }, reply);
  };
  return {
    name,
    server,
    ask,
    accepted,
    demand: async (path, init) => accepted(await ask(path, init)),
    locationIn: ({ headers }) => {
      const location = headers.get("location");
      if (location === null) throw preconditionError(`${server.name} does not say where to upload to`, { hint });
      return new URL(location, base);
    },
  };
}
