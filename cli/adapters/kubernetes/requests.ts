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
