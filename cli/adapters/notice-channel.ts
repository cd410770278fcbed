import { preconditionError } from "../../lib/errors.ts";
import { request } from "../core/http.ts";

/** Nobody waits for a notice, and one that comes late is of no use. */
const patienceMs = 10_000;

/** Posts a document to a channel's URL, which is a secret. Throws if it is not taken. */
export async function postNotice(
  url: string,
  body: object,
  { env, signal }: { env: NodeJS.ProcessEnv; signal: AbortSignal },
): Promise<void> {
  const { host } = new URL(url);
  const hint = "Check the channel's URL in serve.yaml.";
  const server = { name: `the channel at ${host}`, hint, env, signal, timeoutMs: patienceMs };
  const headers = { "content-type": "application/json" };
  const { ok, status } = await request(server, url, { method: "POST", headers, body: JSON.stringify(body) });
  if (!ok) throw preconditionError(`the channel at ${host} does not take a notice (${status})`, { hint });
}
