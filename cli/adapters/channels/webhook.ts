import { preconditionError } from "../../../lib/errors.ts";
import { request } from "../../core/http.ts";
import type { ChannelAccess } from "./access.ts";

/**
 * Posts a document to the URL of a channel, which is a secret. Throws if it is not taken. A channel that is slow to answer may get
 * it twice, which is better than not at all.
 */
export async function postNotice(url: string, body: object, access: ChannelAccess): Promise<void> {
  const { hint } = access;
  const address = new URL(url);
  const name = `the channel at ${address.host}`;
  const headers = { "content-type": "application/json" };
  const sent = { method: "POST", headers, body: JSON.stringify(body) };
  const { ok, status } = await request({ name, ...access }, address, sent);
  if (!ok) throw preconditionError(`${name} does not take a notice (${status})`, { hint });
}
