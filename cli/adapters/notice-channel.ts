import { preconditionError } from "../../lib/errors.ts";
import { request } from "../core/http.ts";

/**
 * Posts a document to a channel's URL, which is a secret. Throws if it is not taken. A channel that is slow to answer may get
 * it twice, which is better than not at all.
 */
export async function postNotice(
  url: string,
  body: object,
  { env, signal }: { env: NodeJS.ProcessEnv; signal: AbortSignal },
): Promise<void> {
  const { host } = new URL(url);
  const hint = "Check the channel's URL in serve.yaml.";
  const server = { name: `the channel at ${host}`, hint, env, signal };
  const headers = { "content-type": "application/json" };
  const { ok, status } = await request(server, url, { method: "POST", headers, body: JSON.stringify(body) });
  if (!ok) throw preconditionError(`the channel at ${host} does not take a notice (${status})`, { hint });
}
