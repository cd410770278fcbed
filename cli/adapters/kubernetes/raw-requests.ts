import { isDeepStrictEqual } from "node:util";
import type { KubeConfig, RequestContext } from "@kubernetes/client-node";
import { messageOf, preconditionError } from "../../../lib/errors.ts";
import { maskSecret } from "../../../lib/secrets.ts";
import type { Asking } from "../../core/retry.ts";
import { impersonationHeaders } from "./impersonation.ts";
import { type Limits, type Transport, transportTo } from "./transport.ts";

const transports = new WeakMap<KubeConfig, Transport>();

/** Makes every request of this configuration end in time, be sent again where that may help, and mask its credentials. */
export function prepareRequests(config: KubeConfig, asking: Asking, client: typeof import("./client.ts")): void {
  const transport = transportTo(asking, client);
  transports.set(config, transport);
  const httpApi = client.wrapHttpLibrary({ send: transport });
  const make = config.makeApiClient.bind(config);
  config.makeApiClient = (Api) =>
    make(new Proxy(Api, { construct: (Given, [configuration]) => new Given({ ...configuration, httpApi }) }));
  prepareConnections(config);
}

/**
 * Makes every request keep its connection for the next one (the client opens one per request), and masks its credentials,
 * wherever a plugin got them from.
 */
function prepareConnections(config: KubeConfig): void {
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
    for (const [name, value] of Object.entries(impersonationHeaders(config.getCurrentUser())))
      request.setHeaderParam(name, value);
    connections ??= request.getDispatcher();
    if (connections) request.setDispatcher(connections);
    maskSecret(request.getHeaders().Authorization?.replace(/^\w+ /, ""));
  };
}

const noCredentials = (config: KubeConfig, error: unknown) =>
  preconditionError(`could not get the credentials of ${config.getCurrentUser()?.name}: ${messageOf(error).trim()}`, {
    hint: "Log in as you do for kubectl, and check with `kubectl version`.",
    cause: error,
  });

export interface Sent extends Limits {
  method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** `/api/v1/…` */
  path: string;
  query?: Record<string, string>;
  /** Sent as it is: the client's own calls drop every field that they do not know. */
  body?: unknown;
  /** @default "application/json" */
  contentType?: string;
}

export interface Answered<T> {
  body: T;
  /** What the API server accepted and yet minds, such as a field it does not know. */
  warnings: string[];
  /** When it was answered, by the API server's clock. */
  date: Date | undefined;
}

/** Sends one request as it stands; throws the client's own exception where it is refused. */
export async function send<T>(config: KubeConfig, sent: Sent): Promise<Answered<T>> {
  const client = await import("./client.ts");
  const { ApiException, HttpMethod, RequestContext } = client;
  const server = config.getCurrentCluster()?.server ?? "";
  const request = new RequestContext(`${server}${sent.path}`, HttpMethod[sent.method]);
  for (const [name, value] of Object.entries(sent.query ?? {})) request.setQueryParam(name, value);
  request.setHeaderParam("Accept", "application/json");
  if (sent.body !== undefined) {
    request.setHeaderParam("Content-Type", sent.contentType ?? "application/json");
    request.setBody(JSON.stringify(sent.body));
  }
  await config.applySecurityAuthentication(request);
  const transport = transports.get(config) ?? transportTo({ peer: server }, client);
  const { httpStatusCode, headers, body } = await transport(request, sent);
  const text = await body.text();
  if (httpStatusCode > 299) throw new ApiException(httpStatusCode, "refused", text, headers);
  const date = headers.date === undefined ? undefined : new Date(headers.date);
  return { body: JSON.parse(text) as T, warnings: warningsIn(headers.warning), date };
}

/** Texts of a header such as `299 - "unknown field \"spec.foo\"", 299 - "…"`. */
export const warningsIn = (header = ""): string[] =>
  [...header.matchAll(/\b299 \S+ "((?:[^"\\]|\\.)*)"/g)].map(([, text = ""]) => text.replace(/\\(.)/g, "$1"));
