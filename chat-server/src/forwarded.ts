import type { IncomingMessage } from "node:http";
import { addressOf } from "./addresses.ts";
import type { Logger } from "./log.ts";

/** Says where requests come from, and once in the log that there seems to be a proxy of which nobody has told. */
export function createAddressReader(trustedProxies: number, log: Logger): (request: IncomingMessage) => string {
  let isSilent = trustedProxies > 0;
  return (request) => {
    if (!isSilent && request.headers["x-forwarded-for"] !== undefined) {
      isSilent = true;
      log.warn(
        "a request came through a proxy, and TRUSTED_PROXIES is 0: all clients behind it share the limits of one address",
      );
    }
    return addressOf(request, trustedProxies);
  };
}
