import { preconditionError } from "../../lib/errors.ts";
import { request, type Server } from "../core/http.ts";

type ChannelAccess = Pick<Server, "env" | "signal" | "hint" | "timeoutMs">;

/**
 * Posts a document to a channel's URL, which is a secret. Throws if it is not taken. A channel that is slow to answer may get
 * it twice, which is better than not at all.
 */
export async function postNotice(url: string, body: object, access: ChannelAccess): Promise<void> {
  const { hint } = access;
  const address = URL.canParse(url) ? new URL(url) : undefined;
  if (!address || !/^https?:$/.test(address.protocol)) throw preconditionError("what is there is no URL", { hint });
  const name = `the channel at ${address.host}`;
  const headers = { "content-type": "application/json" };
  const sent = { method: "POST", headers, body: JSON.stringify(body) };
  const { ok, status } = await request({ name, ...access }, address, sent);
  if (!ok) throw preconditionError(`${name} does not take a notice (${status})`, { hint });
}
