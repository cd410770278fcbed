import { isDeepStrictEqual } from "node:util";
import type { KubeConfig, RequestContext } from "@kubernetes/client-node";
import { messageOf, preconditionError } from "../../core/errors.ts";
import { hide } from "../../core/secrets.ts";

export const patienceMs = 10_000;

/**
 * Makes every request keep its connection for the next one (the client opens one per request), end after ten seconds
 * (watches and streamed logs set a signal of their own), and its credentials masked, wherever a plugin got them from.
 */
export function prepareRequests(config: KubeConfig): void {
  let connections: ReturnType<RequestContext["getDispatcher"]>;
  let madeFor: unknown;
  const optionsOf = config.createDispatcherOptions.bind(config);
  config.createDispatcherOptions = (cluster, agent) => {
    const options = optionsOf(cluster, agent);
    // A plugin may have brought a new certificate.
    if (!isDeepStrictEqual(options, madeFor)) connections = undefined;
    madeFor = options;
    return options;
  };
  const apply = config.applySecurityAuthentication.bind(config);
  config.applySecurityAuthentication = async (request) => {
    await apply(request).catch((error) => {
      throw noCredentials(config, error);
    });
    connections ??= request.getDispatcher();
    if (connections) request.setDispatcher(connections);
    request.setSignal(AbortSignal.timeout(patienceMs));
    hide(request.getHeaders().Authorization?.replace(/^\w+ /, ""));
  };
}

const noCredentials = (config: KubeConfig, error: unknown) =>
  preconditionError(`the credentials of ${config.getCurrentUser()?.name} cannot be had: ${messageOf(error).trim()}`, {
    hint: "Log in as you do for kubectl, and check with `kubectl version`.",
    cause: error,
  });

export interface Sent {
  method: "GET" | "POST" | "PUT" | "PATCH";
  /** `/api/v1/…` */
  path: string;
  query?: Record<string, string>;
  /** Sent as it is: the client's own calls drop every field that they do not know. */
  body?: unknown;
  /** @default "application/json" */
  contentType?: string;
  /** @default 10000 */
  patienceMs?: number;
}

export interface Answered<T> {
  body: T;
  /** What the API server accepted and yet minds, such as a field it does not know. */
  warnings: string[];
}

/** Sends one request as it stands; throws the client's own exception where it is refused. */
export async function send<T>(config: KubeConfig, sent: Sent): Promise<Answered<T>> {
  const { ApiException, HttpMethod, IsomorphicFetchHttpLibrary, RequestContext } = await import("./client.ts");
  const server = config.getCurrentCluster()?.server ?? "";
  const request = new RequestContext(`${server}${sent.path}`, HttpMethod[sent.method]);
  for (const [name, value] of Object.entries(sent.query ?? {})) request.setQueryParam(name, value);
  request.setHeaderParam("Accept", "application/json");
  if (sent.body !== undefined) {
    request.setHeaderParam("Content-Type", sent.contentType ?? "application/json");
    request.setBody(JSON.stringify(sent.body));
  }
  await config.applySecurityAuthentication(request);
  if (sent.patienceMs) request.setSignal(AbortSignal.timeout(sent.patienceMs));
  const { httpStatusCode, headers, body } = await new IsomorphicFetchHttpLibrary().send(request).toPromise();
  const text = await body.text();
  if (httpStatusCode > 299) throw new ApiException(httpStatusCode, "refused", text, headers);
  return { body: JSON.parse(text) as T, warnings: warningsIn(headers.warning) };
}

/** Texts of a header such as `299 - "unknown field \"spec.foo\"", 299 - "…"`. */
export const warningsIn = (header = ""): string[] =>
  [...header.matchAll(/\b299 \S+ "((?:[^"\\]|\\.)*)"/g)].map(([, text = ""]) => text.replace(/\\(.)/g, "$1"));
